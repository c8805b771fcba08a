// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.builder.RouteBuilder;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Logging in by client credentials, and what holds for every login: the token is shared, kept, replaced, rejected. */
class ClientCredentialsTest extends LoginTestSupport {

    @Test
    void logsInAsTheEnterprise() throws Exception {
        useClientCredentials();
        startAndAwaitWaiting();

        assertThat(forms()).containsExactly(Map.of(
                "grant_type", "client_credentials", "client_id", box.tokens().clientId(), "client_secret",
                box.tokens().clientSecret(), "box_subject_type", "enterprise", "box_subject_id", box.tokens().enterpriseId()));
        String id = box.account().upload("a.txt");
        await().until(() -> received.contains(id));
    }

    @Test
    void logsInAsAUser() throws Exception {
        useClientCredentials();
        options.setEnterpriseId(null);
        options.setUserId(box.tokens().userId());
        startAndAwaitWaiting();

        assertThat(forms()).singleElement().satisfies(form -> assertThat(form)
                .containsEntry("box_subject_type", "user").containsEntry("box_subject_id", box.tokens().userId()));
    }

    @Test
    void aServiceAccountWithoutAsUserIsPointedOut() throws Exception {
        useClientCredentials();
        startAndAwaitWaiting();

        assertThat(log.ofComponent(Level.INFO)).filteredOn(line -> line.contains("service account")).singleElement().asString()
                .contains("set userId or asUser");
    }

    @Test
    void aServiceAccountWithAsUserIsNotPointedOut() throws Exception {
        useClientCredentials();
        options.setAsUser("42");
        startAndAwaitWaiting();

        assertThat(logged("service account")).isFalse();
    }

    @Test
    void aHundredRoutesAskForOneToken() throws Exception {
        useClientCredentials();
        // So that all of them come while the first request is on its way.
        box.next(Call.TOKEN, Fault.silence(Duration.ofSeconds(1)));
        for (int i = 0; i < 100; i++) {
            int key = i;
            RouteBuilder.addRoutes(context, builder -> builder.from("box-events:all?positionKey=" + key).to("mock:events"));
        }
        context.start();

        await().until(() -> box.openLongPolls() == 100);
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void loginsThatDifferDoNotShareAToken() throws Exception {
        useClientCredentials();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all").process(receive());
                from("box-events:all?userId=" + box.tokens().userId()).process(receive());
            }
        });
        context.start();

        await().until(() -> box.openLongPolls() == 2);
        assertThat(forms()).extracting(form -> form.get("box_subject_type")).containsExactlyInAnyOrder("enterprise", "user");
    }

    @Test
    void noEventIsLostWhileTokensExpire() throws Exception {
        useClientCredentials();
        box.tokens().lifetime(Duration.ofSeconds(2));
        startAndAwaitWaiting();

        List<String> ids = uploadUntilTokenRequests(3);
        assertThat(received).isEqualTo(ids);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aTokenIsReplacedBeforeItExpires() throws Exception {
        useClientCredentials();
        // The sandbox would take it for an hour.
        box.tokens().announcedLifetime(Duration.ofSeconds(1));
        startAndAwaitWaiting();

        uploadUntilTokenRequests(3);

        assertThat(logged("Box rejected the access token")).isFalse();
    }

    @Test
    void aRejectedTokenIsReplacedAndTheRequestMadeOnceMore() throws Exception {
        useClientCredentials();
        startAndAwaitWaiting();
        int before = box.requests().size();

        box.tokens().revokeAccessTokens();
        String id = box.account().upload("a.txt");
        await().until(() -> received.contains(id));
        awaitWaiting();

        List<SandboxRequest> requests = box.requests().subList(before, box.requests().size());
        assertThat(requests).extracting(SandboxRequest::call).startsWith(Call.EVENTS, Call.TOKEN, Call.EVENTS);
        assertThat(requests).filteredOn(request -> request.call() == Call.TOKEN).hasSize(1);
        Set<String> tokens = requests.stream().filter(request -> request.call() == Call.EVENTS)
                .map(request -> request.header("authorization")).collect(Collectors.toSet());
        assertThat(tokens).hasSize(2);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aTokenThatBoxRejectsAtOnceIsReportedAndNotRequestedInALoop() throws Exception {
        useClientCredentials();
        options.setRetryMaxDelay(600_000);
        box.always(Call.EVENTS, Fault.unauthorized());

        assertThat(startAndAwaitFailure()).contains("401", "Box has just given this token to the login",
                "Check that the user of the login is active", "an administrator has authorized the application")
                .doesNotContain("accessToken");
        assertThat(box.requests()).extracting(SandboxRequest::call)
                .containsExactly(Call.TOKEN, Call.EVENTS, Call.TOKEN, Call.EVENTS);
    }

    @Test
    void aWrongSecretIsReportedInOneLine() throws Exception {
        useClientCredentials();
        options.setClientSecret("not-the-secret");

        assertThat(startAndAwaitFailure()).contains("the request for an access token failed with 400",
                "invalid_client: The client credentials are invalid", "check the options clientId and clientSecret", "RAW(...)")
                .doesNotContain("\n", "not-the-secret");
    }

    @Test
    void anApplicationThatIsNotAuthorizedIsReportedOnceAndHeals() throws Exception {
        useClientCredentials();
        box.tokens().authorized(false);

        assertThat(startAndAwaitFailure()).contains("invalid_grant: Grant credentials are invalid",
                "check the option enterpriseId", "an administrator has authorized the application");
        assertThat(consumer().getCurrentError()).contains("Grant credentials are invalid");
        await().until(() -> box.count(Call.TOKEN) >= 5);
        assertThat(warnings()).hasSize(1);
        assertThat(box.count(Call.EVENTS)).isZero();

        box.tokens().authorized(true);
        awaitWaiting();
        assertThat(consumer().getCurrentError()).isNull();
    }

    @Test
    void credentialsRevokedInBetweenAreReportedOnceAndHealWithoutALoss() throws Exception {
        useClientCredentials();
        startAndAwaitWaiting();

        box.tokens().authorized(false).revokeAccessTokens();
        String id = box.account().upload("a.txt");
        await().until(() -> box.count(Call.TOKEN) >= 4);
        assertThat(warnings()).singleElement().asString().contains("Grant credentials are invalid");
        assertThat(consumer().getCurrentError()).contains("Grant credentials are invalid");

        box.tokens().authorized(true);
        await().until(() -> received.contains(id));
        awaitWaiting();
        assertThat(consumer().getCurrentError()).isNull();
    }

    @Test
    void faultsOfTheTokenEndpointPass() throws Exception {
        useClientCredentials();
        box.next(Call.TOKEN, Fault.status(503), Fault.reset(), Fault.garbage(), Fault.truncatedJson(),
                Fault.body("text/html", "<html>Sign in</html>"), Fault.rateLimited("0"), Fault.closed());
        startAndAwaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(8);
        assertThat(warnings()).hasSizeGreaterThanOrEqualTo(3).noneMatch(line -> line.contains("unexpected"));
    }

    @Test
    @Timeout(60) // The sandbox would hold the request for ten minutes.
    void aTokenRequestWithoutAnAnswerEnds() throws Exception {
        useClientCredentials();
        options.setRequestTimeout(1500);
        box.next(Call.TOKEN, Fault.silence(Duration.ofMinutes(10)), Fault.drip(Duration.ofMinutes(10)));
        startAndAwaitWaiting();

        assertThat(warnings()).singleElement().asString()
                .contains("the request for an access token got no full response within 1.5 s");
    }

    @Test
    @Timeout(60) // The sandbox would hold the request for ten minutes.
    void aConsumerThatWaitsForATokenStopsAtOnce() throws Exception {
        useClientCredentials();
        box.always(Call.TOKEN, Fault.silence(Duration.ofMinutes(10)));
        route("box-events:all", receive());
        context.start();
        await().until(() -> box.count(Call.TOKEN) == 1);

        assertAtOnce(() -> context.getRouteController().stopRoute("box"));
        assertAtOnce(context::stop);

        assertThat(warnings()).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.contains("box-events")));
    }

    @Test
    void aRouteThatIsRestartedLogsInAgain() throws Exception {
        useClientCredentials();
        startAndAwaitWaiting();
        context.getRouteController().stopRoute("box");
        context.getRouteController().startRoute("box");
        awaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void aRouteThatIsRestartedBesideAnotherUsesItsToken() throws Exception {
        useClientCredentials();
        RouteBuilder.addRoutes(context, builder -> builder.from("box-events:all?positionKey=other").to("mock:events"));
        route("box-events:all", receive());
        context.start();
        await().until(() -> box.openLongPolls() == 2);
        context.getRouteController().stopRoute("box");
        context.getRouteController().startRoute("box");
        await().until(() -> box.openLongPolls() == 2 && consumer().getStreamState().equals("waiting"));

        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void theHttpOptionsApplyToTokenRequests() throws Exception {
        useClientCredentials();
        options.getHttpOptions().put("userAgent", "my-agent");
        startAndAwaitWaiting();

        assertThat(box.requests(Call.TOKEN)).singleElement()
                .satisfies(request -> assertThat(request.header("user-agent")).isEqualTo("my-agent"));
    }
}
