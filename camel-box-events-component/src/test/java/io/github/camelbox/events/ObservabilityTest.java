// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/** What an operator sees: health, JMX, the dev console and the log. */
@Timeout(60)
class ObservabilityTest extends BoxEventsTestSupport {

    // ---- health

    private HealthCheck.Result registered() {
        return readiness("consumer:box");
    }

    private HealthCheck.State state() {
        return registered().getState();
    }

    @Test
    void readinessIsDownUntilBoxHasRespondedAndThenUp() throws Exception {
        box.always(EVENTS, Fault.silence(Duration.ofMinutes(1)));
        route("box-events:all", receive());
        context.start();
        await().until(() -> box.count(EVENTS) == 1);
        assertThat(state()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(registered().getMessage()).hasValue("Box has not responded yet");
        assertThat(registered().getDetails()).containsEntry("stream.error", "Box has not responded yet")
                .containsEntry("stream.state", "draining").doesNotContainKey("stream.last.success.seconds");
        consumer().suspend();
        assertThat(state()).isEqualTo(HealthCheck.State.UP);
        assertThat(registered().getDetails()).containsEntry("stream.state", "suspended").doesNotContainKey("stream.error");

        box.clearFaults();
        consumer().resume();
        awaitWaiting();

        assertThat(state()).isEqualTo(HealthCheck.State.UP);
        assertThat(registered().getDetails()).containsEntry("stream.state", "waiting")
                .containsEntry("stream.position", box.position())
                .containsKeys("stream.last.success.seconds", "stream.lag.millis")
                .doesNotContainKeys("stream.error", "stream.notice");
        assertThat(registered().getCheck().isReadiness()).isTrue();
        assertThat(registered().getCheck().isLiveness()).isFalse();
    }

    @Test
    void readinessIsDownWithWhatToDoWhileBoxDeniesAccessAndLivenessNeverIs() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        assertThat(HealthCheckHelper.invokeReadiness(context)).isNotNull();

        box.always(EVENTS, Fault.boxError(403, "access_denied_insufficient_permissions", "Access denied"));
        String event = box.account().upload("while-denied.txt");
        await().until(() -> state() == HealthCheck.State.DOWN);
        assertThat(registered().getMessage()).hasValueSatisfying(text -> assertThat(text).contains(
                "GET /events failed with 403 Forbidden (", "Access denied", "Check the application's scopes"));
        assertThat(registered().getDetails()).containsEntry("stream.error", registered().getMessage().orElseThrow());
        assertThat(registered().getError()).get().isInstanceOf(BoxApiException.class)
                .asString().contains("403 Forbidden").doesNotContain(box.accessToken());
        assertThat(HealthCheckHelper.invokeReadiness(context)).anyMatch(result -> result.getState() == HealthCheck.State.DOWN);
        assertThat(HealthCheckHelper.invokeLiveness(context)).noneMatch(result -> result.getState() == HealthCheck.State.DOWN);

        box.clearFaults();
        await().until(() -> received.contains(event));
        awaitWaiting();
        assertThat(state()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void readinessIsDownWhileTheRouteCannotHandleAnEvent() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        route("box-events:all", exchange -> {
            if (broken.get()) {
                throw new IllegalStateException("the database is down");
            }
            receive().process(exchange);
        });
        context.start();
        awaitWaiting();
        String event = box.account().upload("stuck.txt");

        await().until(() -> consumer().getFailedExchanges() >= 2);
        assertThat(state()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(registered().getMessage()).hasValueSatisfying(
                text -> assertThat(text).contains(event, "could not be processed", "the database is down"));
        assertThat(registered().getError()).get().isInstanceOf(IllegalStateException.class);

        broken.set(false);
        await().until(() -> received.contains(event));
        awaitWaiting();
        assertThat(state()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void theHealthCheckCanBeTurnedOff() throws Exception {
        component.setHealthCheckConsumerEnabled(false);
        box.always(EVENTS, Fault.status(403));
        route("box-events:all", receive());
        context.start();
        await().until(() -> consumer().getFetchFailures() > 0);

        assertThat(health().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        assertThat(HealthCheckHelper.invokeReadiness(context)).noneMatch(result -> result.getState() == HealthCheck.State.DOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events:all", "kamelet:box-events-source" })
    void aStreamThatHasGivenUpIsDownWithTheReasonUntilItsRouteStartsAgain(String uri) throws Exception {
        component.getConfiguration().setMaxRetries(1);
        box.always(EVENTS, Fault.status(503));
        route(uri, receive());
        context.start();
        String id = context.getRoutes().stream().map(BoxEventsHealthCheck::consumerOf).filter(Objects::nonNull)
                .findAny().orElseThrow().getRouteId();
        // One of the two, and the other one once it has given up.
        assertThat(Stream.of("consumer:", "box-events:").map(check -> readiness(check + id)))
                .anyMatch(result -> result != null && result.getState() == HealthCheck.State.DOWN);
        await().until(() -> context.getRouteController().getRouteStatus(id).isStopped());

        HealthCheck.Result result = readiness("box-events:" + id);
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getDetails()).containsEntry("stream.state", "stopped")
                .extractingByKey("stream.error").asString().contains("503 Service Unavailable");
        assertThat(result.getError()).isPresent();
        // Which Camel notes once the route is stopped.
        await().until(() -> context.getRoute(id).getLastError() != null);
        assertThat(context.getRoute(id).getLastError().isUnhealthy()).isTrue();

        box.clearFaults();
        context.getRouteController().startRoute(id);
        await().until(() -> box.openLongPolls() == 1);
        assertThat(readiness("box-events:" + id)).isNull();
        // Camel leaves out the consumer of a Kamelet while it is UP.
        assertThat(HealthCheckHelper.invokeReadiness(context)).isNotEmpty()
                .allMatch(any -> any.getState() == HealthCheck.State.UP);
    }

    @Test
    void aRouteThatIsStoppedWhileSomethingIsWrongForgetsIt() throws Exception {
        box.always(EVENTS, Fault.status(503));
        route("box-events:all", receive());
        context.start();
        await().until(() -> consumer().getCurrentError() != null);
        context.getRouteController().stopRoute("box");

        assertThat(consumer().getCurrentError()).isNull();
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health().getDetails()).containsEntry("stream.state", "stopped");
    }

    // ---- JMX

    private Object attribute(String name) throws Exception {
        MBeanServer server = context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName pattern = new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=consumers,*");
        ObjectName consumer = server.queryNames(pattern, null).iterator().next();
        return server.getAttribute(consumer, name);
    }

    @Test
    void jmxShowsWhatHappened() throws Exception {
        context.getRegistry().bind("positions", new FullAtFirst());
        AtomicInteger exchanges = new AtomicInteger();
        route("box-events:all?streamPosition=0&positionRepository=#positions", exchange -> {
            if (exchanges.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
        });
        box.account().burst(3);
        box.publish("{\"type\":\"event\",\"event_id\":\"last\",\"created_at\":\"2020-03-04T05:06:07-08:00\"}");
        box.repeatWithinPage(true);
        box.next(EVENTS, Fault.status(500), Fault.status(500), Fault.reset());
        box.next(OPTIONS, Fault.status(503));
        box.next(LONG_POLL, Fault.message("reconnect"), Fault.status(503), Fault.status(502));
        context.start();
        await().until(() -> box.count(LONG_POLL) == 4 && box.openLongPolls() == 1);

        assertThat(attribute("StreamState")).isEqualTo("waiting");
        assertThat(attribute("StreamPosition")).isEqualTo(box.position());
        assertThat(attribute("CurrentError")).isNull();
        assertThat(attribute("Notice")).isNull();
        assertThat(attribute("Events")).isEqualTo(4L);
        assertThat(attribute("Duplicates")).isEqualTo(1L);
        assertThat(attribute("FailedExchanges")).isEqualTo(1L);
        assertThat(attribute("LastEventTime")).isEqualTo("2020-03-04T13:06:07Z");
        assertThat((Long) attribute("LagMillis")).isGreaterThan(Duration.ofDays(365).toMillis());
        assertThat((Long) attribute("SecondsSinceLastSuccess")).isBetween(0L, 30L);
        assertThat(attribute("ConnectRequests")).isEqualTo(box.count(OPTIONS)).isEqualTo(5L);
        assertThat(attribute("LongPollRequests")).isEqualTo(box.count(LONG_POLL)).isEqualTo(4L);
        assertThat(attribute("FetchRequests")).isEqualTo(box.count(EVENTS));
        assertThat(attribute("ConnectFailures")).isEqualTo(1L);
        assertThat(attribute("LongPollFailures")).isEqualTo(2L);
        assertThat(attribute("FetchFailures")).isEqualTo(3L);
        assertThat(attribute("LoginFailures")).isEqualTo(0L);
        assertThat(attribute("StoreFailures")).isEqualTo(2L);
        assertThat(attribute("Reconnects")).isEqualTo(3L);
    }

    @Test
    void jmxCountsTheRequestThatFollowsA401() throws Exception {
        box.next(EVENTS, Fault.unauthorized());
        route("box-events:all", receive());
        context.start();
        awaitWaiting();

        assertThat(attribute("FetchRequests")).isEqualTo(2L);
    }

    @Test
    void jmxShowsTheCurrentErrorWhileItLasts() throws Exception {
        box.always(OPTIONS, Fault.status(503));
        route("box-events:all", receive());
        context.start();
        await().until(() -> attribute("CurrentError") != null);
        assertThat(attribute("CurrentError")).asString().startsWith("OPTIONS /events failed with 503 Service Unavailable");

        box.clearFaults();
        awaitWaiting();
        assertThat(attribute("CurrentError")).isNull();
    }

    @Test
    void operationsDocumentsEveryAttribute() throws Exception {
        List<String> attributes = Arrays.stream(BoxEventsConsumer.class.getMethods())
                .filter(method -> method.isAnnotationPresent(ManagedAttribute.class)
                        && method.getDeclaringClass() == BoxEventsConsumer.class)
                .map(method -> method.getName().substring("get".length())).toList();

        // Those of a span begin in lower case.
        assertThat(Markdown.page("operations.md").spansOfColumn("attribute")).extracting(Markdown.Item::text)
                .filteredOn(name -> name.matches("[A-Z]\\w+")).containsExactlyInAnyOrderElementsOf(attributes);
    }

    // ---- dev console

    private DevConsole console() {
        context.setDevConsole(true);
        DevConsoleRegistry registry = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        return registry.resolveById("box-events");
    }

    @Test
    void theDevConsoleShowsEveryStreamWithoutSecrets() throws Exception {
        route("box-events:all?streamPosition=0&accessToken=" + box.accessToken(), receive());
        box.account().burst(2);
        context.start();
        awaitWaiting();

        DevConsole console = console();
        assertThat(console).isInstanceOf(BoxEventsDevConsole.class);
        String text = (String) console.call(DevConsole.MediaType.TEXT);
        String json = new ObjectMapper().writeValueAsString(console.call(DevConsole.MediaType.JSON));

        assertThat(text).contains(
                "routeId: box", "state: waiting", "position: " + box.position(), "events: 2", "fetchRequests: 2");
        assertThat(new ObjectMapper().readTree(json).path("streams")).singleElement().satisfies(stream -> {
            assertThat(stream.path("routeId").asText()).isEqualTo("box");
            assertThat(stream.path("state").asText()).isEqualTo("waiting");
            assertThat(stream.path("position").asText()).isEqualTo(box.position());
            assertThat(stream.path("events").asLong()).isEqualTo(2);
            assertThat(stream.path("longPollRequests").asLong()).isEqualTo(1);
        });
        assertThat(List.of(text, json, String.valueOf(registered().getDetails()), String.valueOf(attribute("EndpointUri"))))
                .allSatisfy(shown -> assertThat(shown).doesNotContain(box.accessToken()).doesNotContain(box.channel()));
    }

    @Test
    void theDevConsoleOfAContextWithoutStreamsIsEmpty() throws Exception {
        context.start();

        assertThat(console().call(DevConsole.MediaType.TEXT)).isEqualTo("");
        assertThat(console().call(DevConsole.MediaType.JSON)).isEqualTo(Map.of("streams", List.of()));
    }

    // ---- log

    @Test
    void manyRetriesAreOneWarningAndOneLineAboutTheRecovery() throws Exception {
        route("box-events:all?positionRepository=#positions", receive());
        context.getRegistry().bind("positions", new MemoryStateRepository());
        context.start();
        awaitWaiting();
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            box.next(EVENTS, faults(5, Fault.status(503)));
            box.account().upload("a.txt");
            await().until(() -> received.size() == 1);
            awaitWaiting();

            assertThat(texts(log)).hasSize(2);
            assertThat(texts(log).get(0))
                    .startsWith("WARN box-events:all [box]: GET /events failed with 503 Service Unavailable")
                    .contains(". Retrying in ").endsWith(", and from then on until it works");
            assertThat(texts(log).get(1)).isEqualTo("INFO box-events:all [box]: GET /events recovered after 5 failures");
        }
    }

    @Test
    void anotherErrorIsAnotherWarning() throws Exception {
        route("box-events:all?positionRepository=#positions", receive());
        context.getRegistry().bind("positions", new MemoryStateRepository());
        context.start();
        awaitWaiting();
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            box.next(EVENTS, faults(3, Fault.status(503)));
            box.next(EVENTS, faults(6, Fault.unauthorized()));
            box.account().upload("a.txt");
            await().until(() -> received.size() == 1);
            awaitWaiting();

            assertThat(texts(log)).hasSize(3);
            assertThat(texts(log).get(0)).startsWith("WARN ").contains("503");
            assertThat(texts(log).get(1)).startsWith("WARN ").contains("401", "invalid_token", "the access token is wrong");
            assertThat(texts(log).get(2)).startsWith("INFO ").endsWith("GET /events recovered after 6 failures");
        }
    }

    @Test
    void aQuietStreamSaysNothing() throws Exception {
        route("box-events:all?positionRepository=#positions", receive());
        context.getRegistry().bind("positions", new MemoryStateRepository());
        context.start();
        awaitWaiting();
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            box.next(LONG_POLL, Fault.message("reconnect"), Fault.message("max_retries"));
            for (int i = 1; i <= 5; i++) {
                int count = i;
                box.account().upload("a.txt");
                await().until(() -> received.size() == count);
            }
            awaitWaiting();

            assertThat(log.ofComponent()).filteredOn(line -> line.level().isMoreSpecificThan(Level.INFO)).isEmpty();
        }
    }

    @Test
    void aPositionThatCouldNotBeStoredAfterARepeatIsStoredThoughNothingHappens() throws Exception {
        FullAtFirst positions = new FullAtFirst();
        context.getRegistry().bind("positions", positions);
        box.account().burst(3);
        box.repeatWithinPage(true);
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            route("box-events:all?streamPosition=0&positionRepository=#positions", receive());
            context.start();
            await().until(() -> box.position().equals(positions.getState(positionKey("all"))));
            awaitWaiting();

            assertThat(texts(log)).filteredOn(text -> text.contains("position")).hasSize(3).satisfiesExactly(
                    text -> assertThat(text).startsWith("INFO ").contains("starting at '0': no position stored in "),
                    text -> assertThat(text).startsWith("WARN ").contains("Cannot store the position in the repository ",
                            "disk full"),
                    text -> assertThat(text).startsWith("INFO ").contains("storing the position recovered after 2 failures"));
        }
    }

    /** Fails to store twice. */
    private static final class FullAtFirst extends MemoryStateRepository {

        private final AtomicInteger stores = new AtomicInteger();

        @Override
        public void setState(String key, String value) {
            if (stores.getAndIncrement() < 2) {
                throw new IllegalStateException("disk full");
            }
            super.setState(key, value);
        }
    }

    private static Fault[] faults(int count, Fault fault) {
        Fault[] faults = new Fault[count];
        Arrays.fill(faults, fault);
        return faults;
    }

    private static List<String> texts(LogCapture log) {
        return log.ofComponent().stream().map(line -> line.level() + " " + line.text()).toList();
    }
}
