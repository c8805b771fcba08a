// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.Locale;

/**
 * The things a subscription does that can fail. Failures are counted for each apart, so that a failure in one place neither
 * resets nor lengthens the delay of another.
 */
public enum Operation {

    /** Getting the HTTP client and the credentials. */
    OPEN("opening the stream"),
    /** Getting an access token. */
    TOKEN("the login"),
    /** Asking Box for a real-time server. */
    CONNECT("OPTIONS /events"),
    POLL("the long poll"),
    FETCH("GET /events"),
    /** Storing the position, or the ids of the events that are done. */
    STORE("storing the position"),
    /** An event in the route. */
    EXCHANGE("the Exchange");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** The name as a tag of meters, such as {@code fetch}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How messages call it. */
    @Override
    public String toString() {
        return label;
    }
}
