// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;

/**
 * The instant until which a caller waits, on the clock of {@link System#nanoTime()}. Durations of any length are fine: those
 * that no clock can count, such as {@code Long.MAX_VALUE} milliseconds, last for ever. Immutable.
 */
public record Deadline(boolean isFinite, long nanoTime) implements Comparable<Deadline> {

    // A century: far enough for any wait, near enough that sums with it do not overflow.
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Deadline NEVER = new Deadline(false, 0);

    /** No end: the caller waits for as long as it takes. */
    public static Deadline never() {
        return NEVER;
    }

    /** So long from now; not positive has passed already, for a caller who does not wait at all. */
    public static Deadline in(Duration duration) {
        return in(duration, System.nanoTime());
    }

    /** So long after that time of the clock. */
    public static Deadline in(Duration duration, long now) {
        return duration.compareTo(LONGEST) >= 0 ? NEVER : new Deadline(true, now + nanos(duration));
    }

    /** The length in nanoseconds, a century at most. */
    public static long nanos(Duration duration) {
        return duration.isNegative() ? 0 : duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
    }

    /** The later of the two. */
    public Deadline and(Deadline other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The earlier of the two. */
    public Deadline or(Deadline other) {
        return compareTo(other) <= 0 ? this : other;
    }

    @Override
    public int compareTo(Deadline other) {
        return isFinite && other.isFinite ? Long.signum(nanoTime - other.nanoTime) : Boolean.compare(other.isFinite, isFinite);
    }

    public boolean hasPassed() {
        return hasPassed(System.nanoTime());
    }

    /** Whether it has passed at that time of the clock. */
    public boolean hasPassed(long now) {
        return isFinite && nanoTime - now <= 0;
    }

    /**
     * Whether something that takes so long from now would end after the deadline. What takes no time never does, not even if
     * the deadline has passed.
     */
    public boolean isBefore(Duration duration) {
        return isFinite && remainingNanos() < nanos(duration);
    }

    /** The time left; zero once it has passed, a century if there is no end. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /** {@link #remaining()} in nanoseconds. */
    public long remainingNanos() {
        return isFinite ? Math.max(0, nanoTime - System.nanoTime()) : LONGEST.toNanos();
    }
}
