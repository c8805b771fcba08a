// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.position.CommitLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said when nothing more is taken, and that it is always taken again. */
class LanesLimitTest {

    private final CommitLog commits = new CommitLog(null, Set.of());
    private final Lanes lanes = new Lanes(new SubscriptionSettings("test", "0", new EventFilter(Set.of(), Set.of()), false,
            false, 4, OrderingKey.source, OnFailure.retry, 0, null, "", Duration.ofSeconds(1), null), commits);
    private final CommitLog.Page page = commits.open("1");
    private final EventPage events = new EventPage(List.of(), "0", "1");

    private InFlightEvent take(String id, String source) {
        BoxEvent event = BoxEvent.parse("{\"event_id\":\"" + id + "\",\"event_type\":\"X\",\"source\":" + source + "}");
        InFlightEvent taken = new InFlightEvent(List.of(event), false, events, page);
        page.begin(id);
        lanes.enter(taken);
        return taken;
    }

    private void end(InFlightEvent event) {
        event.end(true);
        lanes.leave(event);
    }

    @Test
    void theOldestEventIsNamedThoughItIsInNoLane() {
        InFlightEvent stuck = take("stuck", "null");
        for (int i = 1; i < Lanes.MOST_TAKEN; i++) {
            assertThat(lanes.isFull()).isFalse();
            end(take("e" + i, "null"));
        }

        assertThat(lanes.isFull()).isTrue();
        assertThat(lanes.error(null).message())
                .isEqualTo("nothing more is fetched: event stuck (X), which is in no lane, is not done;"
                        + " 10000 events were taken since the stored position, 1 of them not done");
        end(stuck);
        assertThat(lanes.isFull()).as("all is done, but the page is not handed out yet").isFalse();
    }

    @Test
    void theLongestLaneIsNamed() {
        for (int i = 0; i < Lanes.MOST_UNFINISHED; i++) {
            take("e" + i, "{\"type\":\"file\",\"id\":\"" + Math.max(0, i - 1000) + "\n\"}".replace("\n", "\\n"));
        }

        assertThat(lanes.isFull()).isTrue();
        assertThat(lanes.error(null).message())
                .startsWith("nothing more is fetched: event e0 (X) holds the lane of file 0 , 1000 wait");
    }

    @Test
    void aMillionEventsBehindAStuckOneAreNotTaken() {
        take("stuck", "{\"type\":\"file\",\"id\":\"1\"}");
        int taken = 1;
        for (int i = 0; i < 1_000_000 && !lanes.isFull(); i++, taken++) {
            InFlightEvent event = take("e" + i, "{\"type\":\"file\",\"id\":\"" + i % 10 + "\"}");
            if (i % 10 != 1) {
                end(event);
                lanes.next();
            }
        }

        assertThat(taken).isEqualTo(Lanes.MOST_TAKEN);
        assertThat(lanes.notice(null, null)).isNull();
        assertThat(lanes.error(null).message()).contains("1000 wait behind it");
    }
}
