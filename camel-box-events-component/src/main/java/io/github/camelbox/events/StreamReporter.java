// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.stream.StreamListener;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happens to a stream: trouble goes to the consumer's ExceptionHandler once when it begins, or becomes
 * another one, not at every retry; its end is logged. The thread that runs the stream calls it; only
 * {@link #handle(String, Exchange, Throwable)} is for any thread.
 */
final class StreamReporter implements StreamListener {

    private static final Logger LOG = LoggerFactory.getLogger(StreamReporter.class);

    private final String label;
    private final StreamStatistics statistics;
    private final Supplier<ExceptionHandler> exceptionHandler;
    private final Runnable onEnd;

    private volatile boolean givenUp;

    // What has been reported and not recovered from.
    private final Map<Operation, String> reported = new EnumMap<>(Operation.class);

    /**
     * @param label            how messages call the consumer
     * @param statistics       counts what is heard
     * @param exceptionHandler asked for at each use, since it may be set late
     * @param onGivenUp        to be run when the stream is over because it failed too often
     */
    StreamReporter(String label, StreamStatistics statistics, Supplier<ExceptionHandler> exceptionHandler, Runnable onEnd) {
        this.label = label;
        this.statistics = statistics;
        this.exceptionHandler = exceptionHandler;
        this.onEnd = onEnd;
    }

    StreamStatistics statistics() {
        return statistics;
    }

    @Override
    public void stateChanged(StreamState from, StreamState to) {
        LOG.debug("{}: {} -> {}", label, from, to);
    }

    @Override
    public void requested(Operation operation) {
        statistics.requested(operation);
    }

    @Override
    public void succeeded(Operation operation, int failures) {
        statistics.succeeded(operation);
        if (reported.remove(operation) != null) {
            LOG.info("{}: {} works again after {} failure{}", label, operation, failures, failures == 1 ? "" : "s");
        }
    }

    @Override
    public void failed(Operation operation, Exception failure, int failures, Duration delay) {
        statistics.failed(operation, failure.getMessage());
        String kind = kind(failure);
        if (kind.equals(reported.put(operation, kind))) {
            LOG.debug("{}: {}. Failure {}, trying again in {}", label, failure.getMessage(), failures, seconds(delay));
        } else {
            handle(label + ": " + failure.getMessage() + ". Trying again in " + seconds(delay) + " and from then on until it works",
                    null, failure);
        }
    }

    // 503 and then 401 are two troubles; two timeouts are one. What a person has to mend without an answer of Box, such as a
    // file, is told apart by its message.
    private static String kind(Exception failure) {
        if (failure instanceof BoxApiException api) {
            return api.isPermanent() && api.status() == 0 ? api.getMessage() : api.getClass().getSimpleName() + api.status();
        }
        return failure.getClass().getSimpleName();
    }

    @Override
    public void positionAbandoned(String position, String start, BoxApiException failure) {
        handle(label + ": " + failure.getMessage() + ". Going on from '" + start + "' instead of " + position
               + " (option onInvalidPosition); what happened in between may be missed, or come again",
                null, failure);
    }

    @Override
    public void gaveUp(Operation operation, Exception failure, int failures) {
        statistics.failed(operation, failure.getMessage());
        handle(label + ": " + failure.getMessage() + ". Given up after " + failures + " consecutive failures (option maxRetries)",
                null, failure);
        givenUp = true;
        onEnd.run();
    }

    /** Whether the stream has failed more often than the retry policy allows. */
    boolean hasGivenUp() {
        return givenUp;
    }

    @Override
    public void completed() {
        LOG.info("{}: all events up to createdBefore have been delivered, stopping", label);
        onEnd.run();
    }

    /**
     * Hands a failure to the consumer's ExceptionHandler; one that throws harms nobody.
     */
    void handle(String message, Exchange exchange, Throwable failure) {
        try {
            if (exchange == null) {
                exceptionHandler.get().handleException(message, failure);
            } else {
                exceptionHandler.get().handleException(message, exchange, failure);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("{}: the ExceptionHandler failed with {} on: {}", label, e, message);
        }
    }

    static String seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s";
    }
}
