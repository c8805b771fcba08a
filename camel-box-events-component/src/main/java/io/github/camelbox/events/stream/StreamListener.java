// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Operation;

/**
 * Hears what happens to a {@link BoxEventStream}. Called by the thread that runs the stream, which waits meanwhile.
 */
public interface StreamListener {

    /**
     * The stream went from one state to another.
     */
    void stateChanged(StreamState from, StreamState to);

    /**
     * Something failed and will be tried again.
     *
     * @param operation what failed
     * @param failure   why, with a message for people
     * @param failures  how often it has failed without a success in between, from 1
     * @param delay     until the next try
     */
    void failed(Operation operation, Exception failure, int failures, Duration delay);

    /**
     * A request is about to be made.
     */
    void requested(Operation operation);

    /**
     * Something worked.
     *
     * @param operation what
     * @param failures  how often it had failed since it last worked
     */
    void succeeded(Operation operation, int failures);

    /**
     * Box rejected the position, and the stream goes on elsewhere.
     *
     * @param position what Box rejected
     * @param start    where the stream goes on
     * @param failure  what Box said
     */
    void positionAbandoned(String position, String start, BoxApiException failure);

    /**
     * Something failed more often than the retry policy allows: the stream is over.
     *
     * @param operation what failed
     * @param failure   why
     * @param failures  how often
     */
    void gaveUp(Operation operation, Exception failure, int failures);

    /**
     * All there is in a bounded stream has been read: the stream is over.
     */
    void completed();
}
