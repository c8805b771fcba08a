// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A history with createdBefore ends when all is done, and not before. */
@Timeout(60)
class BoundedHistoryTest extends BoxEventsTestSupport {

    private static final Instant LONG_AGO = Instant.parse("2026-02-01T00:00:00Z");
    // How far Box's history is behind.
    private static final Duration LAG = Duration.ofMinutes(1);

    private String uri(Instant createdBefore, String options) {
        context.getRegistry().bind("positions", positions);
        return "box-events:admin_logs?createdBefore=" + createdBefore + "&pollInterval=50&maxRequestsPerMinute=0"
                + "&positionRepository=#positions" + options;
    }

    private boolean isStopped() {
        return context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped;
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 4 })
    void waitsForAnEventThatIsRetried(int maxInFlight) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        publish("a", "b", "c");
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            route(uri(LONG_AGO, "&maxInFlight=" + maxInFlight), exchange -> {
                receive().process(exchange);
                if (broken.get() && "b".equals(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID))) {
                    throw new IllegalStateException("broken");
                }
            });
            context.start();
            await().until(() -> received.stream().filter("b"::equals).count() > 5);
            await().until(() -> maxInFlight == 1 || box.count(Call.EVENTS) > 5);

            assertThat(isStopped()).isFalse();
            assertThat(log.ofComponent(Level.INFO)).noneMatch(line -> line.contains("createdBefore"));
            broken.set(false);
            await().until(this::isStopped);
        }
        assertThat(received).contains("a", "b", "c").last().isIn("b", "c");
        assertThat(positions.stored()).last().isEqualTo(box.position());
    }

    @Test
    void waitsForAnEventThatWasHandedToACaller() throws Exception {
        publish("a", "b");
        String uri = uri(LONG_AGO, "");
        context.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange a = template.receive(uri, 20_000);
            Exchange b = template.receive(uri, 20_000);
            template.doneUoW(b);
            long pages = box.count(Call.EVENTS);
            await().until(() -> template.receive(uri, 200) == null && box.count(Call.EVENTS) > pages + 3);
            a.setException(new IllegalStateException("broken"));
            template.doneUoW(a);

            Exchange again = template.receive(uri, 20_000);
            receive().process(again);
            template.doneUoW(again);
            // The end: not even a caller with patience waits any longer.
            assertThat(template.receive(uri)).isNull();
        }
        assertThat(received).containsExactly("a");
        await().until(() -> positions.stored().contains(box.position()));
    }

    @Test
    void goesOnUntilTheLastPageWasAskedForAfterTheEnd() throws Exception {
        Instant end = Instant.now().plusSeconds(3);
        route(uri(end.minus(LAG), ""), receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) > 3);
        publish("late");
        await().until(this::isStopped);

        assertThat(received).containsExactly("late");
        assertThat(lastPage()).isAfterOrEqualTo(end);
    }

    @Test
    void aPageThatWasAskedForBeforeTheEndIsNotTheLast() throws Exception {
        Instant end = Instant.now().plusSeconds(4);
        // Box responds after the end with what it knew before.
        String empty = "{\"entries\":[],\"next_stream_position\":" + box.position() + "}";
        box.next(Call.EVENTS, Fault.page("{\"entries\":[],\"next_stream_position\":" + box.position() + "}"),
                Fault.page(empty).after(Duration.ofSeconds(5)));
        route(uri(end.minus(LAG), ""), receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) == 2);
        publish("meanwhile");

        await().until(this::isStopped);
        assertThat(received).containsExactly("meanwhile");
        assertThat(lastPage()).isAfterOrEqualTo(end);
    }

    private Instant lastPage() {
        List<SandboxRequest> pages = box.requests(Call.EVENTS);
        return pages.get(pages.size() - 1).at();
    }

    @Test
    void anEmptyPageWithANewPositionIsNotTheEnd() throws Exception {
        box.next(Call.EVENTS, Fault.page("{\"entries\":[],\"next_stream_position\":" + box.position() + "}"));
        publish("a");
        route(uri(LONG_AGO, ""), receive());
        context.start();

        await().until(this::isStopped);
        assertThat(received).containsExactly("a");
    }

    @Test
    void anEventThatFailsWhileSuspendedIsNotForgotten() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        publish("a");
        route(uri(LONG_AGO, "&maxInFlight=2"), exchange -> {
            receive().process(exchange);
            if (broken.get()) {
                consumer().suspend();
                throw new IllegalStateException("broken");
            }
        });
        context.start();
        await().until(() -> received.contains("a"));
        awaitAtGate();
        broken.set(false);
        consumer().resume();

        await().until(this::isStopped);
        assertThat(received).containsExactly("a", "a");
        assertThat(positions.stored()).last().isEqualTo(box.position());
    }
}
