// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;

/**
 * The instant until which a caller waits, on the clock of {@link System#nanoTime()}. Immutable.
 */
public final class Deadline {

    private static final Deadline NEVER = new Deadline(false, 0);

    private final boolean finite;
    private final long nanoTime;

    private Deadline(boolean finite, long nanoTime) {
        this.finite = finite;
        this.nanoTime = nanoTime;
    }

    /** No end: the caller waits for as long as it takes. */
    public static Deadline never() {
        return NEVER;
    }

    /**
     * @param duration from now; not positive has passed already, for a caller who does not wait at all
     */
    public static Deadline in(Duration duration) {
        return new Deadline(true, System.nanoTime() + duration.toNanos());
    }

    public boolean isFinite() {
        return finite;
    }

    public boolean hasPassed() {
        return finite && nanoTime - System.nanoTime() <= 0;
    }

    /**
     * Whether something that takes so long from now would end after the deadline. What takes no time never does, not even if
     * the deadline has passed.
     */
    public boolean isBefore(Duration duration) {
        return finite && remaining().compareTo(duration) < 0;
    }

    /**
     * The time left; zero once it has passed.
     *
     * @throws IllegalStateException if there is no end
     */
    public Duration remaining() {
        if (!finite) {
            throw new IllegalStateException("No deadline");
        }
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
