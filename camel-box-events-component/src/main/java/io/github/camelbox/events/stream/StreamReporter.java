// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what happens to a subscription: an error goes to the consumer's ExceptionHandler once when it begins, or becomes another
 * one, not at every retry; its end is logged. Each text is one line. Thread-safe.
 */
public class StreamReporter {

    private static final Logger LOG = LoggerFactory.getLogger(StreamReporter.class);

    private final String label;
    private final Supplier<ExceptionHandler> exceptionHandler;
    private final OnEnd onEnd;
    private final CatchUp catchUp;
    private final StreamStatistics statistics = new StreamStatistics();
    private final CurrentErrors errors = new CurrentErrors();
    private volatile boolean givenUp;

    /**
     * The exception handler is asked for at each use, since it may be set late; {@code onEnd} is for an end by itself, and gets
     * the failure or null.
     */
    public StreamReporter(String label, Supplier<ExceptionHandler> exceptionHandler, OnEnd onEnd, CatchUp catchUp) {
        this.label = label;
        this.exceptionHandler = exceptionHandler;
        this.onEnd = onEnd;
        this.catchUp = catchUp;
    }

    public StreamStatistics statistics() {
        return statistics;
    }

    public CurrentErrors errors() {
        return errors;
    }

    public CatchUp catchUp() {
        return catchUp;
    }

    /** The stream begins at a position, which is not always the stored one. */
    public void begins(String stored, String position, String place) {
        String shown = HttpCaller.oneLine(position);
        if (position.equals(stored)) {
            LOG.info("{}: resuming from position {} (stored in {})", label, shown, place);
        } else if (stored == null) {
            LOG.info("{}: starting at '{}': no position stored in {}", label, shown, place);
        } else {
            LOG.info("{}: resuming from position {} (not stored in {} yet)", label, shown, place);
        }
    }

    void stateChanged(StreamState from, StreamState to) {
        LOG.debug("{}: {} -> {}", label, from, to);
        catchUp.entered(to);
    }

    /** An operation worked, which ends its error. */
    public void succeeded(Operation operation) {
        statistics.succeeded(operation);
        CurrentError recovered = errors.ended(operation);
        if (recovered != null) {
            LOG.info("{}: {} recovered after {} failure{}", label, operation, recovered.count(),
                    recovered.count() == 1 ? "" : "s");
        }
    }

    /** Something failed and will be retried. At each retry it is told only if it is another error than the one before. */
    void failed(CurrentError error, boolean isAnother, Throwable failure, Duration delay) {
        statistics.failed(error.operation());
        if (isAnother) {
            handle(error.message() + ". Retrying in " + seconds(delay) + ", and from then on until it works", null, failure);
        } else {
            LOG.debug("{}: {}. Failure {}, retrying in {}", label, error.message(), error.count(), seconds(delay));
        }
    }

    /** Box rejected a position, and the stream continues at another one. */
    void positionAbandoned(String position, String start, BoxApiException failure) {
        handle(failure.getMessage() + ". Continuing from '" + start + "' instead of " + position
                + " (option onInvalidPosition); what happened in between may be missed, or come again",
                null, failure);
    }

    /** Something is no error but should be known, in one line; or null: it has ended. */
    void noticed(String text) {
        if (text != null && errors.notice() == null) {
            LOG.warn("{}: {}", label, HttpCaller.oneLine(text));
        } else if (text == null && errors.notice() != null) {
            LOG.info("{}: long polls work again", label);
        }
        errors.notice(text);
    }

    /** The long poll does not tell of all events. */
    void distrusted() {
        LOG.info("{}: long polls missed events three times in a row: for an hour, each page is confirmed"
                + " before the next long poll",
                label);
    }

    /** Something failed more often than the retry policy allows: the stream has ended. */
    void gaveUp(CurrentError error, Throwable failure) {
        statistics.failed(error.operation());
        handle(error.message() + ". Given up after " + error.count() + " consecutive failures (option maxRetries)", null,
                failure);
        gaveUp(failure);
    }

    /** The stream has ended because of a failure that was reported. */
    public void gaveUp(Throwable failure) {
        givenUp = true;
        onEnd.ended(failure);
    }

    /** Whether the stream has ended because of a failure. */
    public boolean hasGivenUp() {
        return givenUp;
    }

    /** A bounded history is complete: the stream has ended. */
    void completed() {
        LOG.info("{}: all events up to createdBefore have been processed, stopping", label);
        onEnd.ended(null);
    }

    /** The Exchange of an event failed, if there was one; the decision says what becomes of the event. */
    public void exchangeFailed(Object event, Exchange exchange, Throwable failure, String decision) {
        statistics.failed(Operation.EXCHANGE);
        // Camel wraps an Error into an exception that does not say which.
        Throwable cause
                = failure instanceof CamelExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = HttpCaller.oneLine(
                event + " could not be processed (" + HttpCaller.rootMessage(cause) + "). " + decision);
        errors.failed(event, Operation.EXCHANGE, message, failure);
        handle(message, exchange, failure);
    }

    // Whatever a handler throws is logged: it must not stop the stream.
    private void handle(String message, Exchange exchange, Throwable failure) {
        String line = label + ": " + HttpCaller.oneLine(message);
        try {
            if (exchange == null) {
                exceptionHandler.get().handleException(line, failure);
            } else {
                exceptionHandler.get().handleException(line, exchange, failure);
            }
        } catch (Throwable e) {
            LOG.warn("{} (the ExceptionHandler failed with {})", line, HttpCaller.rootMessage(e));
        }
    }

    public static String seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s";
    }
}
