// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerTest {

    // Seven events happened before.
    private final AtomicLong eventCount = new AtomicLong(7);
    private final Ledger ledger = new Ledger(eventCount::get);

    private void happens(String... ids) {
        ledger.happens(() -> {
            eventCount.addAndGet(ids.length);
            return List.of(ids);
        }, false);
    }

    private void arrives(String id) {
        ledger.arrived(id, System.nanoTime());
    }

    @Test
    void whatHasNotArrivedIsOnTheWayAsLongAsThePositionIsBeforeIt() {
        happens("8");
        happens("9", "10");
        arrives("8");

        Ledger.Tally tally = ledger.tally(8);

        assertThat(tally.happened()).isEqualTo(3);
        assertThat(tally.arrived()).isEqualTo(1);
        assertThat(tally.onTheWay()).isEqualTo(2);
        assertThat(tally.lost()).isZero();
    }

    @Test
    void whatThePositionHasPassedIsLost() {
        happens("8", "9", "10");
        arrives("8");
        arrives("10");

        assertThat(ledger.tally(10).lost()).isEqualTo(1);
        assertThat(ledger.tally(10).onTheWay()).isZero();

        arrives("9");
        assertThat(ledger.tally(10).lost()).isZero();
    }

    @Test
    void repeatsAndEarlierEventsCountForNothing() {
        happens("8");
        arrives("8");
        arrives("8");
        arrives("3");

        assertThat(ledger.tally(8).arrived()).isEqualTo(1);
        assertThat(ledger.tally(8).onTheWay()).isZero();
    }

    @Test
    void theMedianIsThatOfTheLatencies() {
        assertThat(ledger.tally(0).medianMillis()).isNull();
        happens("8", "9", "10");
        for (String id : List.of("8", "9", "10")) {
            long happened = System.nanoTime();
            ledger.arrived(id, happened + (id.equals("9") ? 3_600_000_000_000L : 0));
        }
        assertThat(ledger.tally(10).medianMillis()).isBetween(0.0, 1_000_000.0);
    }
}
