// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

/** How clients reach the server. */
public enum Link {

    PLAIN,
    TLS,
    /** Over TLS, and far away. */
    DISTANT;

    /** How long a message and its response are under way, in milliseconds; 0 for next to nothing. */
    public int roundTripMillis() {
        return this == DISTANT ? DistantFront.ROUND_TRIP_MILLIS : 0;
    }
}
