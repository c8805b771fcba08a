// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.Deadline;

/**
 * Slows long polls down that bring nothing new: Box repeats itself for a while. A poll that ends within a second is fruitless
 * unless a wanted, new event follows; from the second one in a row on, each makes the next poll wait longer, up to a second.
 * <p>
 * Owned by the thread that runs the stream.
 */
final class PollGuard {

    static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int LONGEST_PAUSE_MILLIS = 1000;

    private int fruitless;
    private Deadline notBefore = Deadline.in(Duration.ZERO);

    /**
     * A long poll has ended.
     *
     * @param held how long it was open
     */
    void ended(Duration held) {
        fruitless = held.compareTo(AT_ONCE) < 0 ? fruitless + 1 : 0;
        if (fruitless > 1) {
            long pause = FIRST_PAUSE.toMillis() << Math.min(fruitless - 2, 10);
            notBefore = Deadline.in(Duration.ofMillis(Math.min(pause, LONGEST_PAUSE_MILLIS)));
        }
    }

    /** A wanted, new event has come. */
    void fruitful() {
        fruitless = 0;
        notBefore = Deadline.in(Duration.ZERO);
    }

    /** When the next poll may be opened. */
    Deadline next() {
        return notBefore;
    }
}
