// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/**
 * The things a stream does that can fail. Failures are counted for each apart, so that a failure in one place neither
 * resets nor lengthens the delay of another.
 */
public enum Operation {

    OPEN("opening the stream"),
    CONNECT("OPTIONS /events"),
    LONG_POLL("the long poll"),
    FETCH("GET /events"),
    STORE_POSITION("storing the position");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /**
     * How messages call it.
     */
    @Override
    public String toString() {
        return label;
    }
}
