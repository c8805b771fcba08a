// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

/**
 * The states of a {@link BoxEventStream}. The docs, the log and JMX use these names.
 */
public enum StreamState {

    /** Asking Box ({@code OPTIONS /events}) for the real-time server. */
    CONNECTING("connecting"),
    /** A long poll is open: the stream waits for Box to say that something happened. */
    WAITING("waiting"),
    /** Fetching pages of events ({@code GET /events}) until nothing new is left. */
    DRAINING("draining"),
    /** Something failed: the stream waits before it tries again. */
    BACKING_OFF("backing off"),
    /** Over: stopped from outside, or given up after {@code maxRetries}. */
    STOPPED("stopped");

    private final String label;

    StreamState(String label) {
        this.label = label;
    }

    /**
     * The name as people read it, such as {@code backing off}.
     */
    @Override
    public String toString() {
        return label;
    }
}
