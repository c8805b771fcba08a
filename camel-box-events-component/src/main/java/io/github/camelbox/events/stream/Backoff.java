// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;

/**
 * What a failure leads to: a delay, asking Box at an interval, or the end. Of two delays the later one counts: a failure of the
 * store does not shorten a {@code Retry-After}.
 * <p>
 * Owned by the thread that runs the stream.
 */
final class Backoff {

    private final RetryPolicy policy;
    private final CurrentErrors errors;
    private final StreamListener listener;
    private Deadline notBefore = Deadline.in(Duration.ZERO);

    Backoff(RetryPolicy policy, CurrentErrors errors, StreamListener listener) {
        this.policy = policy;
        this.errors = errors;
        this.listener = listener;
    }

    /** When the next request may be made, as far as failures are concerned. */
    Deadline notBefore() {
        return notBefore;
    }

    /**
     * Counts a failure and reports it.
     *
     * @param  state in which it happened
     * @return       the next state
     */
    StreamState failed(StreamState state, Throwable failure, LongPolling polling) {
        Operation operation = operation(state, failure);
        CurrentError before = errors.of(operation);
        CurrentError error = errors.failed(operation, operation, message(operation, failure), failure);
        Duration delay = policy.delay(error.count(), failure);
        boolean ofLongPoll = operation == Operation.CONNECT || operation == Operation.POLL;
        boolean asksAtIntervals = ofLongPoll && polling.failed(delay);
        if (!asksAtIntervals || failure instanceof BoxApiException api && api.retryAfter() != null) {
            notBefore = Deadline.in(delay).and(notBefore);
        }
        if (asksAtIntervals) {
            listener.noticed("long polls do not work, Box is asked at an interval instead (option pollInterval): " + error.message());
        } else if (policy.isExhausted(error.count())) {
            listener.gaveUp(error, failure);
            return StreamState.STOPPED;
        }
        listener.failed(error, before == null || !before.kind().equals(error.kind()), failure, delay);
        return asksAtIntervals ? StreamState.WAITING : StreamState.BACKING_OFF;
    }

    private static Operation operation(StreamState state, Throwable failure) {
        if (failure instanceof BoxApiException.LoginException) {
            return Operation.TOKEN;
        }
        if (failure instanceof PositionStoreException) {
            return Operation.STORE;
        }
        return switch (state) {
            case OPENING -> Operation.OPEN;
            case CONNECTING -> Operation.CONNECT;
            case WAITING -> Operation.POLL;
            default -> Operation.FETCH;
        };
    }

    private static String message(Operation operation, Throwable failure) {
        boolean ours = failure instanceof BoxApiException || failure instanceof PositionStoreException;
        return ours ? failure.getMessage() : operation + " failed: " + HttpCaller.rootMessage(failure);
    }
}
