// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

/**
 * The states of a {@link BoxEventStream}. The docs, the log and JMX use these names.
 */
public enum StreamState {

    /** Getting the HTTP client and the credentials. */
    OPENING("opening"),
    /** Asking Box ({@code OPTIONS /events}) for the real-time server. */
    CONNECTING("connecting"),
    /** A long poll is open: the stream waits for Box to say that something happened. */
    WAITING("waiting"),
    /** Fetching pages of events ({@code GET /events}) until nothing new is left. */
    DRAINING("draining"),
    /** Something failed: the stream waits before it tries again. */
    BACKING_OFF("backing off"),
    /** Suspended from outside; Exchanges in the route go on. */
    SUSPENDED("suspended"),
    /** Over: stopped from outside, given up after {@code maxRetries}, or a bounded history that is complete. */
    STOPPED("stopped");

    private final String label;

    StreamState(String label) {
        this.label = label;
    }

    /** The name as a tag of meters, such as {@code backing_off}. */
    public String tag() {
        return label.replace(' ', '_');
    }

    /** The name as messages show it, such as {@code backing off}. */
    @Override
    public String toString() {
        return label;
    }
}
