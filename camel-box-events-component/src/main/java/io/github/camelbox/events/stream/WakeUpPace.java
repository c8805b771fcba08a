// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

/**
 * Slows wake-ups down that bring nothing new: Box repeats itself for a while. Each one that comes at once makes the next
 * request wait longer, up to a second; the first one after a quiet spell does not.
 * <p>
 * Owned by the thread that runs the stream.
 */
final class WakeUpPace {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private int fruitless;

    /**
     * A long poll has ended.
     *
     * @param  held how long it was open
     * @return      the pause before the next request
     */
    Duration wokenUpAfter(Duration held) {
        if (held.compareTo(AT_ONCE) >= 0) {
            fruitless = 0;
            return Duration.ZERO;
        }
        int before = fruitless++;
        if (before == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Something new has come. */
    void fruitful() {
        fruitless = 0;
    }
}
