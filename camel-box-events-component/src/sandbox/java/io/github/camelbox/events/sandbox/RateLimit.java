// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;

/** So many API calls a minute, counted in minutes from the first call on. Thread-safe. */
final class RateLimit {

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final int perMinute;

    // Guarded by this.
    private long windowStart;
    private int used;

    RateLimit(int perMinute) {
        this.perMinute = perMinute;
    }

    int perMinute() {
        return perMinute;
    }

    /** Counts a call. Returns 0 if it is within the limit, else the seconds until the next one can be. */
    synchronized long take() {
        long now = System.nanoTime();
        if (used == 0 || now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            used = 0;
        }
        used++;
        return used <= perMinute ? 0 : Math.max(1, Duration.ofNanos(windowStart + WINDOW_NANOS - now).toSeconds());
    }
}
