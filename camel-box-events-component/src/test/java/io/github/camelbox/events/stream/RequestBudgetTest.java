// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestBudgetTest {

    private final AtomicLong clock = new AtomicLong();

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 60, 600, 1000 })
    void noMinuteEverSeesMoreThanTheBudget(int perMinute) {
        RequestBudget budget = new RequestBudget(perMinute, clock::get);
        Deque<Long> lastMinute = new ArrayDeque<>();
        for (int i = 0; i < 5 * perMinute + 10; i++) {
            clock.addAndGet(budget.untilNext().toNanos());
            budget.take();
            lastMinute.add(clock.get());
            while (lastMinute.peek() <= clock.get() - Duration.ofMinutes(1).toNanos()) {
                lastMinute.remove();
            }
            assertThat(lastMinute.size()).isLessThanOrEqualTo(perMinute);
        }
    }

    @Test
    void aBurstAfterAQuietSpellGoesThroughAtOnce() {
        RequestBudget budget = new RequestBudget(600, clock::get);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 150; i++) {
                assertThat(budget.untilNext()).isZero();
                budget.take();
            }
            assertThat(budget.untilNext()).isPositive();
            clock.addAndGet(Duration.ofMinutes(1).toNanos());
        }
    }

    @Test
    void theWaitIsLongEnoughForTheNextRequest() {
        RequestBudget budget = new RequestBudget(1, clock::get);
        budget.take();
        clock.addAndGet(budget.untilNext().toNanos());
        assertThat(budget.untilNext()).isZero();
    }

    @Test
    void zeroIsNoLimit() {
        RequestBudget budget = new RequestBudget(0, clock::get);
        for (int i = 0; i < 10_000; i++) {
            budget.take();
        }
        assertThat(budget.untilNext()).isZero();
    }
}
