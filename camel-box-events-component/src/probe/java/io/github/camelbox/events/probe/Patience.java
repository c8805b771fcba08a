// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.time.Duration;

/**
 * How long the probe waits, and what it may do.
 *
 * @param silence for a response that should come at once
 * @param abandon until a poll counts as open
 * @param hold    for the end of a poll that is held
 * @param minute  Box's unit of {@code ttl}
 * @param repeats for repeats of a new event
 * @param write   whether it may upload a file and delete it
 */
record Patience(Duration silence, Duration abandon, Duration hold, Duration minute, Duration repeats, boolean write) {

    static Patience of(int minutes, boolean write) {
        return new Patience(Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofMinutes(minutes), Duration.ofMinutes(1),
                Duration.ofMinutes(1), write);
    }
}
