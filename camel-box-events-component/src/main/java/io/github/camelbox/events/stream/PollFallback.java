// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.Deadline;

/**
 * Asks Box at an interval while the long poll does not work, as behind proxies that block it: from the second failure in a
 * row of {@code OPTIONS} or the long poll on. Both are tried again at the pace of the backoff; it ends when a long poll was
 * open for 10 s or returned a known message. Owned by the thread that runs the stream.
 */
final class PollFallback {

    private static final Duration TRUST = Duration.ofSeconds(10);

    private final Duration interval;
    private int failures;
    private boolean active;
    private boolean pausing;
    private Deadline retry = Deadline.never();
    private Deadline fetch = Deadline.never();

    /** The interval is null for no fallback. */
    PollFallback(Duration interval) {
        this.interval = interval;
    }

    /** {@code OPTIONS} or the long poll has failed: whether Box is asked at the interval until it is tried again. */
    boolean failed(Duration delay) {
        failures++;
        if (interval == null || failures < 2) {
            return false;
        }
        if (!active) {
            fetch = Deadline.in(interval);
        }
        active = true;
        pausing = true;
        retry = Deadline.in(delay);
        return true;
    }

    /** The long poll works; whether that ends the fallback. */
    boolean end() {
        boolean was = active;
        failures = 0;
        active = false;
        pausing = false;
        return was;
    }

    /** Whether Box is asked at the interval now. */
    boolean isActive() {
        return active;
    }

    /** Whether nothing but the interval and the backoff is waited for. */
    boolean isPausing() {
        pausing &= !retry.hasPassed();
        return pausing;
    }

    /** When Box must be asked next. */
    Deadline nextFetch() {
        return active ? fetch : Deadline.never();
    }

    /** When the pause ends, one way or the other. */
    Deadline next() {
        return retry.or(fetch);
    }

    /** Box is asked now. */
    void fetched() {
        if (active) {
            fetch = Deadline.in(interval);
        }
    }

    /** When a poll that was opened just now proves that polls work. */
    Deadline trust() {
        return active ? Deadline.in(TRUST) : Deadline.never();
    }
}
