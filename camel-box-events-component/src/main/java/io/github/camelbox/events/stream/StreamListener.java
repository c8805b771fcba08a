// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;

/**
 * Hears what happens to a {@link BoxEventStream}. Called by the thread that runs the stream, which waits meanwhile.
 */
public interface StreamListener {

    /** The stream went from one state to another. */
    void stateChanged(StreamState from, StreamState to);

    /** A request is about to be made. For any thread. */
    void requested(Operation operation);

    /**
     * Something failed and will be retried.
     *
     * @param error   what failed, and how often in a row
     * @param news    whether it is another error than the one before
     * @param failure why
     * @param delay   until the next try
     */
    void failed(CurrentError error, boolean news, Throwable failure, Duration delay);

    /**
     * Something worked.
     *
     * @param operation what
     * @param recovered the error that this ends, or null
     */
    void succeeded(Operation operation, CurrentError recovered);

    /**
     * Box rejected the position, and the stream continues elsewhere.
     *
     * @param position what Box rejected
     * @param start    where the stream continues
     * @param failure  what Box said
     */
    void positionAbandoned(String position, String start, BoxApiException failure);

    /** Something is no error but should be known, in one line; or null: it is over. */
    void noticed(String text);

    /** The long poll does not tell of all events: pages are confirmed at once for an hour. */
    void distrusted();

    /**
     * Something failed more often than the retry policy allows: the stream is over.
     *
     * @param error   what failed, and how often in a row
     * @param failure why
     */
    void gaveUp(CurrentError error, Throwable failure);

    /** All there is in a bounded history has been processed: the stream is over. */
    void completed();
}
