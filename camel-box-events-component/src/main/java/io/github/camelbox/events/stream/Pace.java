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
 * When the next step may be taken: within the budget of API requests, at the pace of the long polls, and after the delay that
 * a failure leads to, or not at all. The store has a delay of its own: its failure neither shortens a {@code Retry-After}
 * nor waits for it. Owned by the thread that runs the stream, but for {@link #requested}.
 */
final class Pace {

    private final StreamSettings settings;
    private final RetryPolicy policy;
    private final RequestBudget budget;
    private final LongPolling polling;
    private final StreamReporter reporter;
    private Deadline notBefore = Deadline.in(Duration.ZERO);
    private Deadline storeNotBefore = Deadline.in(Duration.ZERO);

    Pace(StreamSettings settings, LongPolling polling, StreamReporter reporter) {
        this.settings = settings;
        this.policy = settings.retryPolicy();
        this.budget = new RequestBudget(settings.maxRequestsPerMinute());
        this.polling = polling;
        this.reporter = reporter;
    }

    /** A request is made. For any thread. */
    void requested(Operation operation) {
        if (operation != Operation.POLL) {
            budget.take();
        }
        reporter.statistics().requested(operation);
    }

    /** Whether two API requests may be made now, as far as the budget is concerned. */
    boolean hasBudgetForTwo() {
        return budget.allows(2);
    }

    /** When the delay after the last failure ends. */
    Deadline backoff() {
        return notBefore;
    }

    /** When the store is tried again. */
    Deadline storeBackoff() {
        return storeNotBefore;
    }

    /** When the step of a state may be taken; what has been prefetched has been paid for. */
    Deadline turn(StreamState state, boolean prefetched) {
        return switch (state) {
            case DRAINING, CONNECTING -> prefetched ? notBefore : notBefore.and(Deadline.in(budget.untilNext()));
            case WAITING -> notBefore.and(polling.turn());
            default -> notBefore;
        };
    }

    /** Counts a failure in a state and reports it; returns the next state. */
    StreamState failed(StreamState state, Throwable failure) {
        Operation operation = operation(state, failure);
        CurrentErrors errors = reporter.errors();
        CurrentError before = errors.of(operation);
        CurrentError error
                = errors.failed(operation, operation, HttpCaller.oneLine(message(operation, failure)), failure);
        Duration delay = policy.delay(error.count(), failure);
        polling.drainFully();
        boolean ofLongPoll = isOfLongPoll(operation);
        boolean asksAtIntervals = ofLongPoll && polling.failed(delay);
        if (operation == Operation.STORE) {
            storeNotBefore = Deadline.in(delay);
        } else if (!asksAtIntervals || failure instanceof BoxApiException api && api.retryAfter() != null) {
            notBefore = Deadline.in(delay).and(notBefore);
        }
        if (asksAtIntervals) {
            reporter.noticed(
                    "long polls do not work, Box is asked at an interval instead (option pollInterval): " + error.message());
        } else if (policy.isExhausted(error.count()) && !(ofLongPoll && hasFallback())) {
            reporter.gaveUp(error, failure);
            return StreamState.STOPPED;
        }
        reporter.failed(error, before == null || !before.kind().equals(error.kind()), failure, delay);
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

    private static boolean isOfLongPoll(Operation operation) {
        return operation == Operation.CONNECT || operation == Operation.POLL;
    }

    private boolean hasFallback() {
        return settings.pollInterval() != null;
    }

    private String message(Operation operation, Throwable failure) {
        boolean ours = failure instanceof BoxApiException || failure instanceof PositionStoreException;
        String message = ours ? failure.getMessage() : operation + " failed: " + HttpCaller.rootMessage(failure);
        return isOfLongPoll(operation) && !hasFallback()
                ? message + ". If a proxy blocks it for good, set the option pollInterval" : message;
    }
}
