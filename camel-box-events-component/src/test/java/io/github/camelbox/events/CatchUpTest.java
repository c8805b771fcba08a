// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.stream.CatchUp;
import io.github.camelbox.events.stream.StreamSettings;
import io.github.camelbox.events.stream.StreamState;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A long catch-up says how far it is. */
@Timeout(60)
class CatchUpTest extends BoxEventsTestSupport {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = Instant.parse("2026-11-01T12:00:00Z");

    private CatchUp catchUp(Instant begin, Instant end) {
        return new CatchUp("box-events:all [box]",
                new StreamSettings(true, null, begin, end, 500, null, null, 0, null, null), () -> now);
    }

    private static BoxEvent at(int hour) {
        return BoxEvent.parse("{\"event_id\":\"e\",\"created_at\":\"" + BEGIN.plusSeconds(hour * 3600L) + "\"}");
    }

    /** Lets a second pass for each event. */
    private void pass(CatchUp catchUp, int events, int hour) {
        for (int i = 0; i < events; i++) {
            now = now.plusSeconds(1);
            catchUp.passed(at(hour), true);
        }
    }

    private static List<String> lines(LogCapture log) {
        return log.ofComponent(Level.INFO);
    }

    @Test
    void aLineEachHalfMinuteAndOneAtTheEnd() {
        CatchUp catchUp = catchUp(null, null);
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            catchUp.entered(StreamState.DRAINING);
            pass(catchUp, 29, 1);
            assertThat(lines(log)).isEmpty();
            pass(catchUp, 1, 2);
            catchUp.entered(StreamState.BACKING_OFF);
            now = now.plusSeconds(10);
            catchUp.entered(StreamState.DRAINING);
            pass(catchUp, 30, 3);
            catchUp.passed(at(3), false);
            catchUp.entered(StreamState.WAITING);

            assertThat(lines(log)).containsExactly(
                    "box-events:all [box]: catching up: 30 events so far, 1.0 a second, up to 2026-01-01T02:00:00Z",
                    "box-events:all [box]: catching up: 50 events so far, 0.8 a second, up to 2026-01-01T03:00:00Z",
                    "box-events:all [box]: caught up: 60 events in 70.0 s");
            assertThat(catchUp.progress()).isNull();
        }
    }

    @Test
    void ofAHistoryTheShareIsSaid() {
        CatchUp catchUp = catchUp(BEGIN, BEGIN.plusSeconds(24 * 3600));
        catchUp.entered(StreamState.DRAINING);
        catchUp.opened(true);
        pass(catchUp, 10, 5);
        assertThat(catchUp.progress()).isNull();
        catchUp.opened(true);
        pass(catchUp, 10, 6);

        assertThat(catchUp.progress())
                .isEqualTo("20 events so far, 1.0 a second, up to 2026-01-01T06:00:00Z, 25% of the history");
        pass(catchUp, 1, 99);
        assertThat(catchUp.progress()).endsWith(", 100% of the history");
    }

    @Test
    void oneThatIsShortOrIsSuspendedSaysNothing() {
        CatchUp catchUp = catchUp(null, null);
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            for (StreamState end : List.of(StreamState.WAITING, StreamState.SUSPENDED, StreamState.CONNECTING)) {
                catchUp.entered(StreamState.DRAINING);
                pass(catchUp, 29, 1);
                catchUp.entered(end);
            }
            catchUp.passed(at(1), true);

            assertThat(lines(log)).isEmpty();
        }
    }

    @Test
    void anEventWithoutATimeHasNone() {
        CatchUp catchUp = catchUp(BEGIN, BEGIN.plusSeconds(60));
        catchUp.entered(StreamState.DRAINING);
        now = now.plusSeconds(30);
        catchUp.passed(BoxEvent.parse("{\"created_at\":\"yesterday\"}"), true);

        assertThat(catchUp.progress()).isEqualTo("1 events so far, 0.0 a second");
    }

    @Test
    void healthConsoleAndJmxShowItWhileItLasts() throws Exception {
        Semaphore leave = new Semaphore(0);
        box.pageLimit(1);
        publish("a", "b", "c");
        route("box-events:all?streamPosition=0", exchange -> {
            receive().process(exchange);
            leave.acquire();
        });
        context.start();
        await().until(() -> received.contains("a"));
        assertThat(consumer().getProgress()).isNull();
        leave.release();
        await().until(() -> received.contains("b"));

        assertThat(health().getDetails().get("stream.progress")).asString().startsWith("2 events so far, ");
        BoxEventsDevConsole console = new BoxEventsDevConsole();
        console.setCamelContext(context);
        assertThat(console.doCallJson(Map.of()).toString()).contains("progress=2 events so far, ");
        leave.release(10);
        awaitWaiting();
        assertThat(consumer().getProgress()).isNull();
        assertThat(health().getDetails()).doesNotContainKey("stream.progress");
    }
}
