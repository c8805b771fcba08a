// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartPaceTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final StartPace pace = new StartPace(clock::get);

    @Test
    void oneAloneBeginsAtOnce() {
        assertThat(pace.untilTurn(1)).isZero();
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(pace.untilTurn(1)).isZero();
    }

    @Test
    void tenThousandBeginEvenlyInSevenSeconds() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.untilTurn(600)).isCloseTo(Duration.ofSeconds(i).dividedBy(1500), Duration.ofMillis(10));
        }
    }

    @Test
    void aSmallerBudgetTakesLonger() {
        pace.untilTurn(6);
        assertThat(pace.untilTurn(600)).isCloseTo(Duration.ofSeconds(1).dividedBy(15), Duration.ofMillis(1));
    }

    @Test
    void withoutABudgetNoneWaits() {
        pace.untilTurn(6);
        assertThat(pace.untilTurn(0)).isZero();
        assertThat(pace.untilTurn(0)).isZero();
    }
}
