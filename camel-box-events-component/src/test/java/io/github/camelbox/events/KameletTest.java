// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kamelets, which are found in the jar without configuration; what they have in common on {@code box-events-source}. */
class KameletTest extends BoxEventsTestSupport {

    private static final String EVENT = "{\"type\":\"event\", \"event_id\":\"e-1\",\"event_type\":\"ITEM_UPLOAD\","
            + "\"created_at\":\"2026-03-04T05:06:07-08:00\",\"unknown\":[1, 2.50],"
            + "\"source\":{\"type\":\"file\",\"id\":\"7\",\"name\":\"Grüße.txt\"}}";

    private final AtomicReference<Exchange> result = new AtomicReference<>();

    /** The endpoint that the Kamelet made of its parameters. */
    private BoxEventsEndpoint endpoint() {
        return context.getEndpoints().stream().filter(BoxEventsEndpoint.class::isInstance).map(BoxEventsEndpoint.class::cast)
                .reduce((one, other) -> {
                    throw new AssertionError("Two endpoints: " + one + ", " + other);
                }).orElseThrow();
    }

    private Message awaitMessage() {
        await().until(() -> result.get() != null);
        return result.get().getMessage();
    }

    private static Object option(BoxEventsEndpoint endpoint, String name) {
        return ((PropertyConfigurerGetter) endpoint.getComponent().getEndpointPropertyConfigurer())
                .getOptionValue(endpoint, name, false);
    }

    @Test
    void anEventIsItsJsonText() throws Exception {
        route("kamelet:box-events-source?streamPosition=0", result::set);
        box.publish(EVENT);
        context.start();

        assertThat(awaitMessage().getBody()).isInstanceOf(String.class).isEqualTo(EVENT);
        assertThat(result.get().getMessage().getHeaders()).containsEntry("CamelBoxEventsEventId", "e-1")
                .containsEntry("CamelBoxEventsSourceName", "Grüße.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events-source", "box-enterprise-events-source" })
    void aBatchIsAJsonArray(String kamelet) throws Exception {
        route("kamelet:" + kamelet + "?streamPosition=0&batching=true", result::set);
        box.publish(EVENT);
        box.publish(EVENT.replace("e-1", "e-2"));
        context.start();

        assertThat(awaitMessage().getBody()).isInstanceOf(String.class)
                .isEqualTo("[" + EVENT + "," + EVENT.replace("e-1", "e-2") + "]");
        assertThat(result.get().getMessage().getHeaders()).containsEntry("CamelBoxEventsBatchSize", 2)
                .doesNotContainKey("CamelBoxEventsEventId");
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events-source", "box-enterprise-events-source" })
    void whatIsDoneWithEventsCanBeSet(String kamelet) throws Exception {
        route("kamelet:" + kamelet + "?maxInFlight=8&orderingKey=user&onFailure=skip&onInvalidPosition=earliest", receive());
        context.start();

        assertThat(option(endpoint(), "maxInFlight")).isEqualTo(8);
        assertThat(option(endpoint(), "orderingKey")).hasToString("user");
        assertThat(option(endpoint(), "onFailure")).hasToString("skip");
        assertThat(option(endpoint(), "onInvalidPosition")).hasToString("earliest");
    }

    @ParameterizedTest
    @CsvSource({ "box-events-source, all", "box-enterprise-events-source, admin_logs_streaming" })
    void whatIsNotSetIsTheComponents(String kamelet, String streamType) throws Exception {
        BoxEventsConfiguration defaults = component.getConfiguration();
        defaults.setEventTypes("ITEM_TRASH");
        defaults.setAsUser("77");
        defaults.setMaxRequestsPerMinute(321);
        route("kamelet:" + kamelet, receive());
        context.start();

        BoxEventsEndpoint endpoint = endpoint();
        // Not from the context, which may give the same one: Camel 4.22 leaves out of the URI what is not set.
        BoxEventsEndpoint plain = (BoxEventsEndpoint) component.createEndpoint("box-events:" + streamType);
        assertThat(plain).isNotSameAs(endpoint);
        for (String name : KameletFile.read(kamelet).properties().keySet()) {
            assertThat(option(endpoint, name)).as(name).isEqualTo(option(plain, name));
        }
        assertThat(option(endpoint, "maxRequestsPerMinute")).isEqualTo(321);
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events-source", "box-enterprise-events-source" })
    void whatIsNotSetIsNotShown(String kamelet) throws Exception {
        // Camel leaves out the health of a Kamelet while it is UP.
        box.always(Call.EVENTS, Fault.status(503));
        route("kamelet:" + kamelet, receive());
        context.start();

        BoxEventsConsumer consumer = context.getRoutes().stream().map(BoxEventsHealthCheck::consumerOf)
                .filter(Objects::nonNull).findAny().orElseThrow();
        Map<String, Object> health = readiness("consumer:" + consumer.getRouteId()).getDetails();
        BoxEventsDevConsole console = new BoxEventsDevConsole();
        console.setCamelContext(context);
        String seen = health + " " + console.doCallJson(Map.of());
        assertThat(seen).contains("endpoint.uri=box-events:", "{routeId=").contains(" uri=box-events:");
        String shown = endpoint().getEndpointUri() + endpoint() + seen
                + context.getRoutes().stream().map(Object::toString).toList();
        for (String name : KameletFile.read(kamelet).properties().keySet()) {
            if (!name.equals("streamType")) {
                assertThat(shown).doesNotContain(name);
            }
        }
    }

    @Test
    void whatIsSetReachesTheEndpoint(@TempDir Path directory) throws Exception {
        component.getConfiguration().setBaseUrl("http://localhost:1/unused");
        Path positionFile = directory.resolve("a b ü.position");
        Map<String, String> parameters = Map.of("streamType", "changes", "eventTypes", "ITEM_UPLOAD,ITEM_TRASH",
                "streamPosition", box.position(), "positionFile", positionFile.toString(), "asUser", "77",
                "accessToken", box.accessToken(), "maxRequestsPerMinute", "300", "baseUrl", box.baseUrl());
        String query = String.join("&", parameters.entrySet().stream().map(Object::toString).toList());
        route("kamelet:box-events-source?" + query, receive());
        context.start();
        await().until(() -> box.openLongPolls() == 1);
        publish("e-1");

        await().until(() -> received.contains("e-1"));
        await().until(() -> box.position().equals(storedPosition(positionFile)));
        // The first may be one that the stop of the test before has cut off, and that the sandbox has only read now.
        List<SandboxRequest> requests = box.requests(Call.EVENTS);
        SandboxRequest request = requests.get(requests.size() - 1);
        assertThat(request.query("stream_type")).isEqualTo("changes");
        assertThat(request.header("As-User")).isEqualTo("77");
        assertThat(option(endpoint(), "eventTypes")).isEqualTo("ITEM_UPLOAD,ITEM_TRASH");
        assertThat(option(endpoint(), "maxRequestsPerMinute")).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events-source", "box-enterprise-events-source" })
    void aHistoryCanBeBounded(String kamelet) throws Exception {
        box.backlog(3);
        route("kamelet:" + kamelet + "?streamType=admin_logs&createdAfter=2026-01-01T00:00:00+01:00"
                + "&createdBefore=2026-02-01T00:00:00Z&eventTypes=UPLOAD", receive());
        component.getConfiguration().setPollInterval(20);
        context.start();

        String source = context.getRoutes().stream().filter(route -> route.getEndpoint() instanceof BoxEventsEndpoint)
                .map(Route::getId).findAny().orElseThrow();
        await().until(() -> context.getRouteController().getRouteStatus(source) == ServiceStatus.Stopped);
        // Of an upload, a preview and an upload.
        assertThat(received).hasSize(2);
        assertThat(box.requests(Call.EVENTS).get(0).query()).containsEntry("stream_type", "admin_logs")
                .containsEntry("created_after", "2026-01-01T00:00:00+01:00")
                .containsEntry("created_before", "2026-02-01T00:00:00Z").containsEntry("event_type", "UPLOAD");
    }

    @ParameterizedTest
    @ValueSource(strings = { "p+w%2B%zz&x=y#z?/\\\"' {ä}", "a=b&accessToken=c", "${body", "RAW(x" })
    void aSecretArrivesAsItIs(String secret) throws Exception {
        box.accessToken(secret);
        component.getConfiguration().setAccessToken(null);
        context.getPropertiesComponent().addInitialProperty("my.token", secret);
        route("kamelet:box-events-source?accessToken=RAW({{my.token}})", receive());
        context.start();

        await().until(() -> box.openLongPolls() == 1);
        assertThat(option(endpoint(), "accessToken")).isEqualTo(secret);
        assertThat(endpoint()).asString().doesNotContain(secret).contains("accessToken=xxxxxx");
    }

    @Test
    void aYamlRouteCanSetItsParameters(@TempDir Path directory) throws Exception {
        box.accessToken("p+w&%41=/");
        component.getConfiguration().setAccessToken(null);
        context.getPropertiesComponent().addInitialProperty("my.token", box.accessToken());
        Path positionFile = directory.resolve("box.position");
        context.getRegistry().bind("receive", receive());
        String yaml = """
                - route:
                    from:
                      uri: kamelet:box-events-source
                      parameters:
                        eventTypes: ITEM_UPLOAD,ITEM_TRASH
                        positionFile: %s
                        accessToken: "RAW({{my.token}})"
                      steps:
                        - process:
                            ref: receive
                """.formatted(positionFile);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", yaml));
        context.start();
        await().until(() -> box.openLongPolls() == 1);
        publish("e-1");

        await().until(() -> received.contains("e-1"));
        await().until(() -> box.position().equals(storedPosition(positionFile)));
        assertThat(option(endpoint(), "eventTypes")).isEqualTo("ITEM_UPLOAD,ITEM_TRASH");
    }

    @Test
    void aSecretCanBeAPropertyOfTheKamelet() throws Exception {
        box.accessToken("p+w&%41=)");
        component.getConfiguration().setAccessToken(null);
        context.getPropertiesComponent().addInitialProperty("camel.kamelet.box-events-source.accessToken", "p+w&%41=)");
        route("kamelet:box-events-source", receive());
        context.start();

        await().until(() -> box.openLongPolls() == 1);
        assertThat(box.requests(Call.EVENTS).get(0).header("Authorization")).isEqualTo("Bearer p+w&%41=)");
    }

    @Test
    void itLogsInByClientCredentials() throws Exception {
        component.getConfiguration().setAccessToken(null);
        component.getConfiguration().setTokenUrl(box.tokenUrl());
        box.tokens().clientSecret("p+w&%41=/");
        route("kamelet:box-events-source?clientId=%s&clientSecret=RAW(%s)&userId=%s".formatted(
                box.tokens().clientId(), box.tokens().clientSecret(), box.tokens().userId()), receive());
        context.start();

        await().until(() -> box.openLongPolls() == 1);
        assertThat(box.requests(Call.TOKEN)).singleElement().extracting(SandboxRequest::form)
                .satisfies(form -> assertThat(form).containsEntry("client_secret", "p+w&%41=/")
                        .containsEntry("box_subject_id", box.tokens().userId()));
        assertThat(endpoint()).asString().doesNotContain("p+w");
    }

    @Test
    void anEventThatTheRouteBehindItFailsOnComesAgain() throws Exception {
        Processor failsOnce = exchange -> {
            receive().process(exchange);
            if (received.size() == 1) {
                throw new IllegalStateException("not yet");
            }
        };
        route("kamelet:box-events-source?streamPosition=0", failsOnce);
        publish("e-1", "e-2");
        context.start();

        await().until(() -> received.size() == 3);
        assertThat(received).containsExactly("e-1", "e-1", "e-2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "json", "cloudevents" })
    void itsDataTypesAreThere(String name) throws Exception {
        JsonNode type = KameletFile.read("box-events-source").outputType(name);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:box-events-source?streamPosition=0")
                        .process(toDataType(type.path("format").asText())).process(result::set);
            }
        });
        box.publish(EVENT);
        context.start();

        assertThat(awaitMessage().getBody(String.class)).isEqualTo(EVENT);
        assertThat(type.path("headers").fieldNames()).toIterable()
                .allSatisfy(header -> assertThat(awaitMessage().getHeaders()).containsKey(header));
    }

    @Test
    void aCloudEventHasTheIdOfTheBoxEvent() throws Exception {
        loadPipe("{streamPosition: 0}", "{out: {scheme: box-events, format: application-cloudevents}}");
        MockEndpoint sink = context.getEndpoint("mock:sink", MockEndpoint.class);
        sink.expectedBodiesReceived(EVENT);
        sink.expectedHeaderReceived("CamelCloudEventID", "e-1");
        sink.expectedHeaderReceived("CamelCloudEventType", "com.box.event.ITEM_UPLOAD");
        sink.expectedHeaderReceived("CamelCloudEventSubject", "file/7");
        sink.expectedHeaderReceived("Content-Type", "application/json");
        box.publish(EVENT);
        context.start();

        sink.assertIsSatisfied(50_000);
    }

    @Test
    void aPipeBindsItToASink(@TempDir Path directory) throws Exception {
        component.getConfiguration().setBaseUrl("http://localhost:1/unused");
        component.getConfiguration().setAccessToken(null);
        box.accessToken("p+w&%41=/");
        context.getPropertiesComponent().addInitialProperty("my.token", box.accessToken());
        Path positionFile = directory.resolve("box.position");
        loadPipe("{positionFile: 'RAW(%s)', baseUrl: 'RAW(%s)', accessToken: 'RAW({{my.token}})', streamPosition: 0}"
                .formatted(positionFile, box.baseUrl()), "{}");
        MockEndpoint sink = context.getEndpoint("mock:sink", MockEndpoint.class);
        sink.expectedBodiesReceived(EVENT);
        sink.message(0).body().isInstanceOf(String.class);
        box.publish(EVENT);
        context.start();

        sink.assertIsSatisfied(50_000);
        assertThat(context.getRoute("box-to-sink")).isNotNull();
        await().until(() -> box.position().equals(storedPosition(positionFile)));
    }

    private void loadPipe(String properties, String dataTypes) throws Exception {
        String pipe = """
                apiVersion: camel.apache.org/v1
                kind: Pipe
                metadata:
                  name: box-to-sink
                spec:
                  source:
                    ref:
                      kind: Kamelet
                      apiVersion: camel.apache.org/v1
                      name: box-events-source
                    properties: %s
                    dataTypes: %s
                  sink:
                    uri: mock:sink
                """.formatted(properties, dataTypes);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("box-to-sink.yaml", pipe));
    }
}
