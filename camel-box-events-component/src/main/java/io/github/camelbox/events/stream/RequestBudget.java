// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket that keeps the requests of one stream below so many a minute, in any minute. A quarter of them may be
 * made in a burst, which lets the first events after a quiet spell through at once; the rest flows in evenly.
 * Thread-safe.
 */
public final class RequestBudget {

    private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

    private final boolean limited;
    private final double capacity;
    private final double tokensPerNano;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private double tokens;
    private long filledAt;

    /** So many requests a minute; 0 for no limit. */
    public RequestBudget(int requestsPerMinute) {
        this(requestsPerMinute, System::nanoTime);
    }

    RequestBudget(int requestsPerMinute, LongSupplier nanoTime) {
        this.limited = requestsPerMinute > 0;
        // What a minute can see at the most is a full bucket and what flows in during the minute.
        this.capacity = Math.max(1, requestsPerMinute / 4);
        this.tokensPerNano = Math.max(requestsPerMinute - capacity, 0.5) / NANOS_PER_MINUTE;
        this.nanoTime = nanoTime;
        this.tokens = capacity;
        this.filledAt = nanoTime.getAsLong();
    }

    /** How long to wait before the next request; zero if it may be made now. */
    public synchronized Duration untilNext() {
        if (!limited) {
            return Duration.ZERO;
        }
        fill();
        return tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - tokens) / tokensPerNano));
    }

    /** Whether so many requests may be made now. */
    synchronized boolean allows(int requests) {
        fill();
        return !limited || tokens >= requests;
    }

    /** Counts a request that is made now. */
    public synchronized void take() {
        if (limited) {
            fill();
            tokens--;
        }
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(capacity, tokens + (now - filledAt) * tokensPerNano);
        filledAt = now;
    }
}
