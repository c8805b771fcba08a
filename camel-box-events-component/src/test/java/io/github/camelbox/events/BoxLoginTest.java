// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The requests of a route to the Box API, with the login of the component. */
@Timeout(60)
class BoxLoginTest extends LoginTestSupport {

    private static final String FILE = "/2.0/files/7";

    private final BoxLogin login = new BoxLogin();
    private final WireMockServer elsewhere = new WireMockServer(WireMockConfiguration.options().dynamicPort());

    // What was asked of the API besides events.
    private final List<LoggedRequest> atBox = new CopyOnWriteArrayList<>();

    @BeforeEach
    void bindLogin() {
        box.wireMock().addMockServiceRequestListener((request, response) -> {
            if (request.getUrl().startsWith("/2.0/files/")) {
                atBox.add(LoggedRequest.createFrom(request));
            }
        });
        elsewhere.start();
        elsewhere.stubFor(any(anyUrl()).willReturn(ok("the content")));
        useClientCredentials();
        context.getRegistry().bind("boxLogin", login);
        respond(ok("the file"));
    }

    @AfterEach
    void stopElsewhere() {
        elsewhere.stop();
    }

    private void respond(ResponseDefinitionBuilder response) {
        box.wireMock().stubFor(any(urlPathMatching("/2.0/files/.*")).willReturn(response));
    }

    private String uri(String path) {
        return box.baseUrl().replace("/2.0", path) + "?httpClientConfigurer=#boxLogin&followRedirects=true";
    }

    private String request(String path) {
        return context.createProducerTemplate().requestBody(uri(path), null, String.class);
    }

    @Test
    void aRouteUsesTheTokenOfItsConsumer() throws Exception {
        CompletableFuture<Exchange> result = new CompletableFuture<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?streamPosition=0").routeId("box")
                        .toD(uri("/2.0/files/${header.CamelBoxEventsSourceId}")).convertBodyTo(String.class)
                        .process(exchange -> result.complete(exchange.copy()));
            }
        });
        box.account().upload("a.txt");
        context.start();

        assertThat(result.get().getMessage().getBody()).isEqualTo("the file");
        String authorization = atBox.get(0).header("Authorization").firstValue();
        assertThat(authorization).isEqualTo(box.requests(Call.EVENTS).get(0).header("Authorization")).startsWith("Bearer ");
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        // Not where the next step of the route, a trace or a dead letter queue would have it.
        assertThat(result.get().getMessage().getHeaders()).doesNotContainKey("Authorization");
    }

    @Test
    void manyRequestsAtOnceShareOneToken() {
        context.start();
        List<CompletableFuture<String>> responses
                = IntStream.range(0, 20).mapToObj(i -> CompletableFuture.supplyAsync(() -> request(FILE))).toList();

        assertThat(responses).extracting(CompletableFuture::join).containsOnly("the file");
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void aRedirectDoesNotTakeTheTokenToAnotherHost() {
        respond(temporaryRedirect(elsewhere.baseUrl() + "/download"));
        options.setAsUser("42");
        context.start();

        assertThat(request(FILE + "/content")).isEqualTo("the content");
        assertThat(atBox).singleElement().satisfies(request -> {
            assertThat(request.containsHeader("Authorization")).isTrue();
            assertThat(request.header("As-User").firstValue()).isEqualTo("42");
        });
        assertThat(elsewhere.findAll(anyRequestedFor(anyUrl()))).singleElement().satisfies(BoxLoginTest::hasNothingOfBox);
    }

    private static void hasNothingOfBox(LoggedRequest request) {
        assertThat(request.containsHeader("Authorization")).isFalse();
        assertThat(request.containsHeader("As-User")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://localhost:%d/x", "http://127.0.0.1:%d/x" })
    void anotherHostOrPortGetsNoToken(String url) {
        context.start();
        String uri = url.formatted(elsewhere.port()) + "?httpClientConfigurer=#boxLogin";

        assertThat(context.createProducerTemplate().requestBody(uri, null, String.class)).isEqualTo("the content");
        assertThat(elsewhere.findAll(anyRequestedFor(anyUrl()))).singleElement().satisfies(BoxLoginTest::hasNothingOfBox);
        assertThat(box.count(Call.TOKEN)).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "https://api.box.com/2.0/files/1, true", "https://API.box.com:443/2.0, true",
            "https://upload.box.com/api/2.0/files/content, true", "http://api.box.com/2.0, false",
            "https://api.box.com:8443/2.0, false", "https://dl.boxcloud.com/d/1, false", "https://box.com.example.com, false",
            "https://api.box.com.example.com/2.0, false", "https://user@example.com/api.box.com, false" })
    void onlyBoxItselfGetsATokenOfBox(URI url, boolean trusted) throws Exception {
        login.setEndpoint("box-events:all?baseUrl=https://api.box.com/2.0");
        context.start();

        if (trusted) {
            assertThat(login.authorization(url)).startsWith("Bearer ");
        } else {
            assertThatThrownBy(() -> login.authorization(url)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(url.getHost());
        }
    }

    @Test
    void aRejectedTokenIsRenewedOnce() {
        context.start();
        request(FILE);
        String old = atBox.get(0).header("Authorization").firstValue();
        box.wireMock().stubFor(any(urlEqualTo(FILE)).withHeader("Authorization", matching(old))
                .willReturn(aResponse().withStatus(401)));

        assertThat(request(FILE)).isEqualTo("the file");
        assertThat(atBox).hasSize(3);
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void aRequestThatIsRejectedTwiceFailsWithoutTheToken() {
        respond(aResponse().withStatus(401));
        context.start();

        CamelExecutionException e = catchThrowableOfType(CamelExecutionException.class, () -> request(FILE));
        assertThat(e).hasCauseInstanceOf(HttpOperationFailedException.class);
        assertThat(atBox).hasSize(2);
        StringWriter printed = new StringWriter();
        e.printStackTrace(new PrintWriter(printed));
        atBox.forEach(request -> assertThat(printed.toString()).doesNotContain(token(request)));
    }

    private static String token(LoggedRequest request) {
        return request.header("Authorization").firstValue().substring("Bearer ".length());
    }

    @Test
    void aStreamThatWasSentIsNotSentAgainButTheTokenIsRenewed() {
        respond(aResponse().withStatus(401));
        context.start();
        ByteArrayInputStream upload = new ByteArrayInputStream(new byte[100_000]);

        assertThatThrownBy(() -> context.createProducerTemplate().sendBody(uri(FILE), upload))
                .hasCauseInstanceOf(HttpOperationFailedException.class);
        assertThat(atBox).hasSize(1);
        respond(ok("the file"));
        request(FILE);
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void noLogHoldsTheToken() {
        log.setLevel("", Level.TRACE).setLevel("org.apache.hc.client5.http.wire", Level.INFO);
        log.setLevel("org.eclipse.jetty", Level.INFO).setLevel("org.apache.hc.client5.http.headers", Level.DEBUG);
        respond(temporaryRedirect(elsewhere.baseUrl() + "/download"));
        context.start();
        request(FILE);
        respond(aResponse().withStatus(401));
        assertThatThrownBy(() -> request(FILE)).isInstanceOf(CamelExecutionException.class);

        assertThat(log.lines()).anyMatch(line -> line.text().contains("Authorization: xxxxxx"));
        for (LoggedRequest request : atBox) {
            assertThat(log.lines()).noneMatch(line -> line.text().contains(token(request)));
        }
        assertThat(warnings()).anyMatch(line -> line.startsWith("BoxLogin: the log will contain the access token"));
    }

    @Test
    void aFailedLoginIsOneLineAndIsNotRepeated() {
        box.tokens().clientSecret("another");
        context.start();

        assertThatThrownBy(() -> request(FILE)).rootCause().isInstanceOf(IOException.class)
                .hasMessageContaining("invalid_client").hasMessageContaining("check the options clientId and clientSecret")
                .hasMessageNotContaining("sandbox-client-secret");
        assertThat(atBox).isEmpty();
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void itIsTheLoginOfTheEndpointThatItNames() {
        login.setEndpoint("box-events:all?asUser=42&userId=" + box.tokens().userId());
        context.start();
        request(FILE);

        assertThat(atBox.get(0).header("As-User").firstValue()).isEqualTo("42");
        assertThat(forms()).singleElement().asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("box_subject_type", "user");
    }

    @Test
    void onTheHttpComponentItLeavesConsumersAlone() throws Exception {
        context.getComponent("http", HttpComponent.class).setHttpClientConfigurer(login);
        box.next(Call.TOKEN, Fault.status(503));
        login.setEndpoint("box-events:all?asUser=42");
        startAndAwaitWaiting();

        assertThat(box.requests(Call.EVENTS)).allSatisfy(request -> assertThat(request.header("As-User")).isNull());
        assertThat(context.createProducerTemplate().requestBody(box.baseUrl() + "/files/7", null, String.class))
                .isEqualTo("the file");
        assertThat(atBox.get(0).containsHeader("Authorization")).isTrue();
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void nothingIsLeasedBeforeTheFirstRequestOrAfterTheStop() throws Exception {
        context.start();
        SharedResources shared = component.sharedResources();
        assertThat(shared.inUse()).isZero();
        request(FILE);
        assertThat(shared.inUse()).isEqualTo(1);
        login.stop();
        assertThat(shared.inUse()).isZero();
        request(FILE);
        context.stop();

        assertThat(shared.inUse()).isZero();
        assertThat(component.httpClients().inUse()).isZero();
        assertThatThrownBy(() -> login.authorization(URI.create(box.baseUrl()))).hasMessageContaining("stop");
    }

    @Test
    void aBaseUrlInClearIsRefused() {
        login.setEndpoint("box-events:all?baseUrl=http://box.invalid/2.0");
        context.start();

        assertThatThrownBy(() -> login.authorization(URI.create("http://box.invalid/2.0")))
                .hasMessageContaining("clear").hasMessageContaining("baseUrl");
        assertThat(component.sharedResources().inUse()).isZero();
    }

    @Test
    void boundByMainItSaysWhatToDoInstead() throws Exception {
        Main main = new Main();
        main.bind("boxLogin", new BoxLogin());
        main.start();
        try {
            assertThatThrownBy(() -> main.getCamelContext().createProducerTemplate().requestBody(uri(FILE), (Object) null))
                    .rootCause().isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no CamelContext").hasMessageContaining("bindToRegistry");
        } finally {
            main.stop();
        }
        assertThatThrownBy(() -> new BoxLogin().authorization(URI.create(box.baseUrl())))
                .hasMessageContaining("no CamelContext");
    }

    @Test
    void aYamlFileCanDefineIt() throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("login.yaml", """
                - beans:
                  - name: inFile
                    type: io.github.camelbox.events.BoxLogin
                    properties:
                      endpoint: box-events:all?asUser=42
                """));
        context.start();
        context.createProducerTemplate().requestBody(uri(FILE).replace("boxLogin", "inFile"), null, String.class);

        assertThat(atBox.get(0).header("As-User").firstValue()).isEqualTo("42");
    }
}
