// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock that the server and its clients share: the one of the machine, as finely as Java reads it. */
public final class Clock {

    private Clock() {
    }

    /** Microseconds since 1970. */
    public static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
