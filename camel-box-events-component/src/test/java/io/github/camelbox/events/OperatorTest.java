// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.processor.resume.TransientResumeStrategy;
import org.apache.camel.resume.ConsumerListener;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an operator is told: all that is wrong now, nothing that is over, and one line each. */
@Timeout(60)
class OperatorTest extends BoxEventsTestSupport {

    private static final String FORGED = "\r\n\u0085\u2028\u2029\u000b\u000c2026-01-31 00:00:00 ERROR forged";

    private final Semaphore leave = new Semaphore(0);

    @BeforeEach
    void bindPositions() {
        context.getRegistry().bind("positions", positions);
        box.pageLimit(1);
    }

    @AfterEach
    void letGo() {
        leave.release(1000);
    }

    private void start(String options) throws Exception {
        route("box-events:all?streamPosition=0&positionRepository=#positions&exceptionHandler=#reports" + options, exchange -> {
            receive().process(exchange);
            leave.acquire();
        });
        context.start();
    }

    private static boolean isDown(HealthCheck.Result health, String reason) {
        return health.getState() == HealthCheck.State.DOWN
                && String.valueOf(health.getDetails().get("stream.error")).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = { "in the long poll", "in a long poll to be confirmed", "backing off", "fetching" })
    void aPositionThatCannotBeStoredIsReportedWhateverTheOtherThreadDoes(String other) throws Exception {
        publish("a");
        switch (other) {
            case "backing off" -> {
                component.getConfiguration().setRetryMaxDelay(60_000);
                box.next(Call.OPTIONS, Fault.rateLimited("60"));
            }
            case "fetching" -> box.next(Call.EVENTS, Fault.silence(Duration.ZERO), Fault.silence(Duration.ofSeconds(2)));
            default -> {
            }
        }
        start("&maxInFlight=2");
        await().until(() -> received.contains("a"));
        if (other.contains("confirmed")) {
            awaitWaiting();
            await().during(Duration.ofMillis(100)).until(() -> box.openLongPolls() == 1);
            publish("b");
            await().until(() -> received.contains("b"));
        }
        await().until(() -> consumer().getStreamState().equals(
                other.equals("fetching") ? "draining" : other.equals("backing off") ? other : "waiting"));
        positions.breakWith(() -> new IllegalStateException("no connection"));
        leave.release(10);

        await().until(() -> isDown(health(), other.equals("backing off") ? "429" : "no connection"));
        await().until(() -> positions.refused() > 3);
        assertThat(reports.messages()).filteredOn(message -> message.contains("no connection")).hasSize(1);
        positions.mend();
        await().until(() -> positions.stored().contains(box.position()));
        await().until(() -> health().getState() == HealthCheck.State.UP || isDown(health(), "429"));
    }

    @ParameterizedTest
    @CsvSource({ "1, true", "1, false", "3, true", "3, false" })
    void anExchangeThatFailsAfterAResumeIsForgottenOnceItSucceeds(int maxInFlight, boolean suspendTwice) throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        publish("a", "b");
        route("box-events:all?streamPosition=0&positionRepository=#positions&maxInFlight=" + maxInFlight, exchange -> {
            receive().process(exchange);
            leave.acquire();
            if (fails.get()) {
                throw new IllegalStateException("broken");
            }
        });
        context.start();
        await().until(() -> received.contains("a"));
        for (int i = 0; i < (suspendTwice ? 2 : 1); i++) {
            consumer().suspend();
            consumer().resume();
        }
        leave.release();
        await().until(() -> isDown(health(), "broken"));
        fails.set(false);
        leave.release(10);

        await().until(() -> positions.stored().contains(box.position()));
        await().until(() -> health().getState() == HealthCheck.State.UP);
        assertThat(consumer().getCurrentError()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "LONG_POLL", "OPTIONS" })
    void aFailedLongPollDoesNotKeepHealthDownWhileABacklogFlows(Call call) throws Exception {
        box.always(call, Fault.status(503));
        start("");
        await().until(() -> isDown(health(), "503"));
        publish("a", "b", "c");
        await().until(() -> received.contains("a"));

        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        leave.release();
        await().until(() -> received.contains("b"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        leave.release(10);
        await().until(() -> isDown(health(), "503"));
        box.clearFaults();
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    static Stream<Arguments> foreignTexts() throws Exception {
        String text = new ObjectMapper().writeValueAsString("x" + FORGED);
        return Stream.of(
                Arguments.of("a message of Box", Call.EVENTS,
                        Fault.status(503, "{\"code\":" + text + ",\"message\":" + text + "}")),
                Arguments.of("a request id", Call.EVENTS, Fault.status(503, "{\"message\":\"m\",\"request_id\":" + text + "}")),
                Arguments.of("an OAuth error", Call.EVENTS,
                        Fault.status(403, "{\"error\":" + text + ",\"error_description\":" + text + "}")),
                Arguments.of("a page", Call.EVENTS, Fault.body("text/html", "<html>" + FORGED + "</html>")),
                Arguments.of("a page of OPTIONS", Call.OPTIONS, Fault.body("text/html", "<html>" + FORGED + "</html>")),
                Arguments.of("a host", Call.OPTIONS, Fault.status(200, "{\"entries\":[{\"url\":" + text + "}]}")),
                Arguments.of("a scheme", Call.OPTIONS, Fault.status(200, "{\"entries\":[{\"url\":\"x\\n://localhost/\"}]}")),
                Arguments.of("a message of the long poll", Call.LONG_POLL, Fault.status(200, "{\"message\":" + text + "}")),
                Arguments.of("a page of the long poll", Call.LONG_POLL, Fault.status(500, "<html>" + FORGED)),
                Arguments.of("a position", Call.EVENTS, Fault.page("{\"entries\":[],\"next_stream_position\":" + text + "}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignTexts")
    void aLineBreakInAForeignTextForgesNoLine(String what, Call call, Fault fault) throws Exception {
        box.always(call, fault);
        try (LogCapture log = LogCapture.everything()) {
            route("box-events:all", receive());
            context.start();
            await().until(() -> health().getState() == HealthCheck.State.DOWN);
            await().until(() -> box.count(call) > 2);

            assertOneLineEach(log);
            // While a poll is open again, its error is not current.
            String error = await().until(consumer()::getCurrentError, Objects::nonNull);
            assertThat(error).doesNotContainPattern("[\\v]");
        }
    }

    private static void assertOneLineEach(LogCapture log) {
        assertThat(log.ofComponent()).isNotEmpty()
                .allSatisfy(line -> assertThat(line.text()).as(line.logger()).doesNotContainPattern("[\\v]"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "event_id", "event_type" })
    void aLineBreakInAnEventForgesNoLine(String member) throws Exception {
        box.publish(new ObjectMapper().createObjectNode().put("event_id", "a").put("event_type", "b").put(member, "x" + FORGED)
                .toString());
        AtomicBoolean fails = new AtomicBoolean(true);
        try (LogCapture log = LogCapture.everything()) {
            route("box-events:all?streamPosition=0&maxRetries=3", exchange -> {
                receive().process(exchange);
                if (fails.getAndSet(false)) {
                    throw new IllegalStateException("broken" + FORGED);
                }
            });
            context.start();
            await().until(() -> received.size() == 2);

            assertOneLineEach(log);
        }
    }

    @Test
    void aLineBreakInAStoredPositionForgesNoLine() throws Exception {
        MemoryStateRepository repository = new MemoryStateRepository();
        repository.start();
        repository.setState(positionKey("all"), "123" + FORGED);
        context.getRegistry().bind("repository", repository);
        try (LogCapture log = LogCapture.everything()) {
            route("box-events:all?positionRepository=#repository&onInvalidPosition=now", receive());
            context.start();
            awaitWaiting();

            assertOneLineEach(log);
        }
    }

    @ParameterizedTest
    @CsvSource({ "https://api.box.com/2.0, https", "http://localhost:1/2.0, http",
            "https://proxy.example.com:8443/box, https" })
    void theServiceProtocolIsThatOfTheBaseUrl(String baseUrl, String protocol) {
        BoxEventsEndpoint endpoint = context.getEndpoint("box-events:all?baseUrl=" + baseUrl, BoxEventsEndpoint.class);

        assertThat(endpoint.getServiceProtocol()).isEqualTo(protocol);
        assertThat(endpoint.getServiceUrl()).isEqualTo(baseUrl);
    }

    @Test
    void pausableIsNotIgnoredSilently() throws Exception {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("box-events:all").routeId("box").pausable(new Listener(), nothing -> true).process(receive());
                }
            });
            context.start();

            assertThat(log.ofComponent(Level.WARN)).anySatisfy(line -> assertThat(line).contains("pausable()", "suspend"));
        }
    }

    @Test
    void resumableIsNotIgnoredSilently() throws Exception {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("box-events:all").routeId("box").filter(body().isNotNull())
                            .resumable(new TransientResumeStrategy(null)).process(receive());
                }
            });
            context.start();

            assertThat(log.ofComponent(Level.WARN))
                    .anySatisfy(line -> assertThat(line).contains("resumable()", "positionFile"));
        }
    }

    private static final class Listener implements ConsumerListener<Object, Object> {

        @Override
        public boolean afterConsume(Object consumed) {
            return true;
        }

        @Override
        public boolean afterProcess(Object processed) {
            return true;
        }

        @Override
        public void setResumableCheck(Predicate<?> afterConsumeEval) {
            // Nothing to check.
        }
    }

    static Stream<String> textOptions() throws Exception {
        return Arrays.stream(Introspector.getBeanInfo(BoxEventsConfiguration.class).getPropertyDescriptors())
                .filter(property -> property.getPropertyType() == String.class && property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName);
    }

    static Stream<Arguments> textOptionsAndPlaceholders() throws Exception {
        return textOptions()
                .flatMap(option -> Stream.of("${BOX_VALUE}", "${BOX_VALUE:}", "${box.value:a b/c}", "x-${env:BOX_VALUE}-y",
                        "{{box.value}}", "{{env:BOX_VALUE}}").map(value -> Arguments.of(option, value)));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("textOptionsAndPlaceholders")
    void aPlaceholderThatIsNotSetFailsTheStart(String option, String value) throws Exception {
        String secret = "t0p-secret";
        BoxEventsConfiguration options = component.getConfiguration();
        options.setAccessToken(option.equals("accessToken") ? null : secret);
        new PropertyDescriptor(option, BoxEventsConfiguration.class).getWriteMethod().invoke(options, value);
        route("box-events:all", receive());

        assertThatThrownBy(context::start).rootCause().hasMessageContaining("the option " + option + " ")
                .hasMessageContaining("placeholder").message().doesNotContain(secret);
        assertThat(box.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "proxyHost", "proxyAuthPassword" })
    void aPlaceholderInAnHttpOptionFailsTheStart(String option) throws Exception {
        component.getConfiguration().getHttpOptions().put(option, "${PROXY}");
        route("box-events:all", receive());

        assertThatThrownBy(context::start).rootCause().hasMessageContaining("http." + option);
    }
}
