// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Operation;

/**
 * What is wrong now with one subscription: the one place where the log, health, JMX, the console and the backoff read it.
 * Thread-safe.
 */
public final class CurrentErrors {

    /**
     * Something that keeps failing, {@code count} times in a row; its kind tells it from another error of the operation. The
     * cause is null if nothing was thrown.
     */
    public record CurrentError(Operation operation, String message, String kind, int count, Instant since, Throwable cause) {

        /** What is seen to be wrong, and was not reported. */
        public static CurrentError noticed(Operation operation, String message, Throwable cause) {
            return new CurrentError(operation, message, "", 1, Instant.now(), cause);
        }
    }

    // By what failed: an operation, or an event that the route could not process.
    private final Map<Object, CurrentError> errors = new ConcurrentHashMap<>();
    private volatile boolean flowing;
    private volatile String notice;

    /** The subject failed, an operation or an event; returns the error with its count. */
    public CurrentError failed(Object subject, Operation operation, String message, Throwable failure) {
        if (operation == Operation.CONNECT || operation == Operation.POLL) {
            flowing = false;
        }
        String kind = kind(failure);
        return errors.merge(subject, new CurrentError(operation, message, kind, 1, Instant.now(), failure),
                (before, first) -> new CurrentError(operation, message, kind, before.count + 1, before.since, failure));
    }

    // 503 and then 401 are two errors; two timeouts are one. What did not come from Box, such as a missing file, is told apart by
    // its message.
    private static String kind(Throwable failure) {
        if (failure instanceof BoxApiException api) {
            return api.isPermanent() && api.status() == 0 ? api.getMessage() : api.getClass().getSimpleName() + api.status();
        }
        return failure.getClass().getSimpleName();
    }

    /** Something works, or matters no more; returns the error that this ends, or null. */
    public CurrentError ended(Object subject) {
        return errors.isEmpty() ? null : errors.remove(subject);
    }

    /** The error of an operation or event; null if there is none. */
    public CurrentError of(Object subject) {
        return errors.get(subject);
    }

    /** New events arrive: that the long poll could not be opened before does not block them. */
    void flowing() {
        flowing = true;
    }

    /** What is no error but should be known; null for nothing. */
    public void notice(String text) {
        notice = text;
    }

    /** What is no error but should be known; null if there is nothing. */
    public String notice() {
        return notice;
    }

    /**
     * What keeps events from flowing now; null if nothing does. A broken long poll does not while another one is open, since
     * that it works shows only when something happens, nor while events flow, nor while Box is asked at intervals instead.
     */
    public CurrentError current(StreamState state) {
        return errors.values().stream().filter(error -> isCurrent(error, state))
                .min(Comparator.comparing(CurrentError::operation).thenComparing(CurrentError::since)).orElse(null);
    }

    private boolean isCurrent(CurrentError error, StreamState state) {
        return switch (error.operation) {
            case CONNECT -> !flowing && notice == null;
            case POLL -> !flowing && notice == null && state != StreamState.WAITING;
            default -> true;
        };
    }
}
