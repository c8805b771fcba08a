// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;

import io.github.camelbox.events.auth.AccessTokenProvider;
import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which options log in together, and how an endpoint's go with the component's. */
class LoginOptionsTest extends LoginTestSupport {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                     | no login method: set the option accessToken (or authorizationToken)
            clientId=a | clientSecret and enterpriseId, or clientSecret and userId, or clientSecret and refreshTokenFile
            clientId=a&clientSecret=b | clientId, clientSecret alone cannot log in: add enterpriseId, or userId, or refreshTokenFile
            clientSecret=b&userId=c                | add clientId
            enterpriseId=c                         | the option enterpriseId alone cannot log in: add clientId and clientSecret
            userId=c                               | add clientId and clientSecret, or jwtConfig
            clientId=a&clientSecret=b&refreshToken=c | add refreshTokenFile; a refresh token can be used once only
            refreshTokenFile=c                     | add clientId and clientSecret
            clientId=a&clientSecret=b&enterpriseId=c&userId=d | two login methods, enterpriseId and userId: set one of them
            accessToken=a&authorizationToken=b     | two login methods, accessToken and authorizationToken: set one of them
            accessToken=a&userId=b                 | two login methods, accessToken and userId: set one of them
            jwtConfig=file:a&clientId=b            | two login methods, clientId and jwtConfig: set one of them
            jwtConfig=file:a&enterpriseId=b        | two login methods, enterpriseId and jwtConfig: set one of them
            clientId=a&clientSecret=b&userId=c&refreshTokenFile=d | userId and refreshTokenFile: set one of them
            clientId=RAW( )&clientSecret=b&userId=c | the option clientId is empty
            accessToken=RAW( )                     | the option accessToken is empty
            clientId=a&clientSecret=b&userId=c&tokenUrl=http://example.com/token | the option tokenUrl is not like https://api.box.com
            jwtConfig=base64:eyJ9                  | the option jwtConfig must name a resource, such as file:/etc/box/config.json, not contain the JSON itself
            jwtConfig=RAW( {"boxAppSettings":1})   | the option jwtConfig must name a resource, such as file:/etc/box/config.json, not contain the JSON itself
            clientId=a&clientSecret=b&userId=c&tokenUrl=nowhere | the option tokenUrl is not like https://api.box.com
            """)
    void whatDoesNotGoTogetherIsAnErrorThatNamesTheFix(String options, String message) {
        assertThatThrownBy(() -> context.getEndpoint("box-events:all?" + options))
                .isInstanceOf(ResolveEndpointFailedException.class).hasMessageContaining(message);
    }

    @Test
    void anEndpointAddsTheUserToTheComponentsApplication() throws Exception {
        useClientCredentials();
        route("box-events:all?userId=" + box.tokens().userId(), receive());
        context.start();
        awaitWaiting();

        assertThat(forms()).singleElement().satisfies(form -> assertThat(form).containsEntry("box_subject_type", "user"));
    }

    @Test
    void anEndpointWithAnotherLoginMethodDoesNotInheritTheComponents() throws Exception {
        useClientCredentials();
        route("box-events:all?accessToken=" + box.accessToken(), receive());
        context.start();
        awaitWaiting();

        assertThat(box.count(Call.TOKEN)).isZero();
    }

    @Test
    void anEndpointsApplicationOverridesTheComponentsToken() throws Exception {
        options.setAccessToken("a-token-that-is-not-good");
        route("box-events:all?clientId=" + box.tokens().clientId() + "&clientSecret=" + box.tokens().clientSecret()
                + "&enterpriseId=" + box.tokens().enterpriseId(), receive());
        context.start();
        awaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anAccessTokenProviderLogsIn() throws Exception {
        AccessTokenProvider provider = new AccessTokenProvider() {
            private String token = "expired";

            @Override
            public synchronized String getAccessToken() {
                return token;
            }

            @Override
            public synchronized void invalidate(String accessToken) {
                assertThat(accessToken).isEqualTo("expired");
                token = box.accessToken();
            }
        };
        context.getRegistry().bind("tokens", provider);
        route("box-events:all?accessTokenProvider=#bean:tokens", receive());
        context.start();
        awaitWaiting();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void theFailureOfAnAccessTokenProviderIsReportedAsItIs() throws Exception {
        options.setAccessTokenProvider(new AccessTokenProvider() {
            @Override
            public String getAccessToken() {
                throw new IllegalStateException("the vault is sealed");
            }

            @Override
            public void invalidate(String accessToken) {
                throw new AssertionError();
            }
        });

        assertThat(startAndAwaitFailure())
                .startsWith("box-events:all [box]: logging in failed: IllegalStateException: the vault is sealed. ");
    }

    @Test
    void everyOptionIsAComponentPropertyAndTakesPlaceholders() throws Exception {
        Main main = new Main();
        main.addInitialProperty("box.secret", "the-secret");
        String prefix = "camel.component.box-events.";
        Map.of("client-id", "the-id", "client-secret", "{{box.secret}}", "enterprise-id", "1", "user-id", "2", "jwt-config",
                "file:c.json", "refresh-token", "the-refresh-token", "refresh-token-file", "a-file",
                "token-url", box.tokenUrl())
                .forEach((name, value) -> main.addInitialProperty(prefix + name, value));
        main.start();
        try {
            BoxEventsConfiguration c
                    = main.getCamelContext().getComponent("box-events", BoxEventsComponent.class).getConfiguration();
            assertThat(c.getClientId()).isEqualTo("the-id");
            assertThat(c.getClientSecret()).isEqualTo("the-secret");
            assertThat(c.getEnterpriseId()).isEqualTo("1");
            assertThat(c.getUserId()).isEqualTo("2");
            assertThat(c.getJwtConfig()).isEqualTo("file:c.json");
            assertThat(c.getRefreshToken()).isEqualTo("the-refresh-token");
            assertThat(c.getRefreshTokenFile()).isEqualTo("a-file");
            assertThat(c.getTokenUrl()).isEqualTo(box.tokenUrl());
        } finally {
            main.stop();
        }
        // Camel sums its configuration up.
        assertThat(log.lines()).filteredOn(line -> line.level() == Level.INFO).extracting(LogCapture.Line::text)
                .anyMatch(line -> line.contains("box.secret"))
                .noneMatch(line -> line.contains("the-secret") || line.contains("the-refresh-token"));
    }

    @Test
    void secretsInAUriAreRedactedInTheNameOfTheEndpoint() {
        assertThat(context.getEndpoint("box-events:all?clientId=an-id&clientSecret=RAW(s3cret&more)&userId=1").toString())
                .isEqualTo("box-events://all?clientId=xxxxxx&clientSecret=xxxxxx&userId=xxxxxx");
        assertThat(context.getEndpoint("box-events:all?clientId=a&clientSecret=b&refreshTokenFile=c&refreshToken=s3cret"))
                .asString().doesNotContain("s3cret");
    }

    @Test
    void positionsAreKeptApartByWhoLogsIn() throws Exception {
        useClientCredentials();
        context.getRegistry().bind("positions", new MemoryStateRepository());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?positionRepository=#bean:positions").process(receive());
                from("box-events:all?positionRepository=#bean:positions&userId=" + box.tokens().userId()).process(receive());
                from("box-events:all?positionRepository=#bean:positions&userId=1").process(receive());
            }
        });
        // Would fail if they had the same key.
        context.start();

        await().until(() -> box.openLongPolls() == 2);
    }
}
