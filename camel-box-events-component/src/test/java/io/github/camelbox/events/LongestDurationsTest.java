// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Durations that no clock can count: each is as good as none. */
@Timeout(60)
class LongestDurationsTest extends BoxEventsTestSupport {

    // The last that fits, the first that overflows as nanoseconds, and the first that overflows an int.
    private static LongStream durations() {
        return LongStream.of(Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000 + 1, Integer.MAX_VALUE + 1L);
    }

    static Stream<Arguments> options() {
        return Stream.of("connectTimeout=%d", "requestTimeout=%d", "longPollTimeout=%d", "pollInterval=%d", "retryMaxDelay=%d",
                "retryMaxDelay=%1$d&retryInitialDelay=%1$d", "retryMaxDelay=%d&retryMultiplier=1e308")
                .flatMap(option -> durations().mapToObj(option::formatted).map(Arguments::of));
    }

    @ParameterizedTest
    @MethodSource("options")
    void eventsArrive(String option) throws Exception {
        useClientCredentials();
        publish("a");
        route("box-events:all?streamPosition=0&" + option, receive());
        context.start();
        awaitWaiting();
        publish("b");

        await().until(() -> received.contains("b"));
        assertThat(received).containsExactly("a", "b");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFailureOfBoxAndOfTheRouteIsNoEnd(String option) throws Exception {
        box.next(Call.EVENTS, Fault.status(503)).next(Call.OPTIONS, Fault.status(503));
        publish("a");
        boolean forEver = option.contains("retryInitialDelay");
        route("box-events:all?streamPosition=0&exceptionHandler=#reports&" + option, exchange -> {
            receive().process(exchange);
            if (received.size() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        context.start();

        await().until(() -> forEver ? reports.all().size() == 1 : received.size() == 2);
        assertThat(reports.messages()).allSatisfy(message -> assertThat(message).contains("Retrying in"));
        awaitOneThread();
    }

    // Those of the test before may be about to end.
    private static void awaitOneThread() {
        await().until(() -> deliveryThreads().size() == 1);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void anEnterpriseStreamWaitsForSoLong(long duration) throws Exception {
        publish("a");
        route("box-events:admin_logs_streaming?streamPosition=0&pollInterval=" + duration, receive());
        context.start();

        await().until(() -> received.contains("a") && consumer().getStreamState().equals("waiting"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aCallerMayWaitForSoLong(long timeout) throws Exception {
        context.start();
        publish("a", "b", "c");
        String uri = "box-events:all?streamPosition=0";
        PollingConsumer consumer = context.getEndpoint(uri).createPollingConsumer();
        consumer.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            done(template, consumer.receive(timeout));
            done(template, template.receive(uri, timeout));
            context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:enrich").pollEnrich(uri, timeout).process(receive());
                }
            });
            template.getCamelContext().createProducerTemplate().sendBody("direct:enrich", null);
        }

        assertThat(received).containsExactly("a", "b", "c");
    }

    private void done(ConsumerTemplate template, Exchange exchange) throws Exception {
        receive().process(exchange);
        template.doneUoW(exchange);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1e400", "NaN", "-1", "-9223372036854775809", "", "soon", "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "0x1p-1074" })
    void anAbsurdRetryAfterIsNoEnd(String retryAfter) throws Exception {
        box.next(Call.EVENTS, Fault.rateLimited(retryAfter)).next(Call.OPTIONS, Fault.rateLimited(retryAfter));
        publish("a");
        route("box-events:all?streamPosition=0", receive());
        context.start();

        // An hour, for those that ask for more.
        boolean long_ = retryAfter.equals("1e400") || retryAfter.contains("9999");
        await().until(() -> long_ ? String.valueOf(consumer().getCurrentError()).contains("429") : received.contains("a"));
        awaitOneThread();
    }
}
