// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets the streams of an application begin one after the other, so that thousands that are started at once do not ask Box all
 * at once. Together they take no more than the budget of so many streams, evenly; one that begins alone does not wait.
 * Thread-safe.
 */
public final class StartPace {

    // With the default budget, 1,500 streams begin in a second, and ten thousand in seven.
    private static final int BUDGETS = 300;
    // The first page, and the real-time server.
    private static final int REQUESTS_OF_A_START = 2;

    private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;

    // Guarded by this: when the next one may begin.
    private long next;

    public StartPace() {
        this(System::nanoTime);
    }

    StartPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** How long a stream of this budget, which is the next one, has to wait; not at all if that is 0, which is no limit. */
    public synchronized Duration untilTurn(int requestsPerMinute) {
        if (requestsPerMinute == 0) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        long wait = Math.max(0, next - now);
        next = now + wait + REQUESTS_OF_A_START * NANOS_PER_MINUTE / BUDGETS / requestsPerMinute;
        return Duration.ofNanos(wait);
    }
}
