// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.RetryPolicy;
import io.github.camelbox.events.box.StopSignal;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the event-driven consumer, from a start or resume to the next suspend or stop: {@code maxInFlight} threads that
 * take turns in running the stream, and each see the event they took through the route.
 */
final class ConsumerRun {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerRun.class);
    // As long as Camel waits for its own thread pools.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final BoxEventsConsumer consumer;
    private final BoxEventsEndpoint endpoint;
    private final PositionStore store;
    private final DuplicateFilter delivered;
    private final StreamReporter reporter;
    private final RetryPolicy retryPolicy;
    private final StopSignal stop = new StopSignal();
    private final AtomicInteger working;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    // Held by the thread that runs the stream; the others are in the route, or wait for their turn.
    private final ReentrantLock turn = new ReentrantLock();

    // Guarded by the monitor of the list: start and stop may meet.
    private final List<Thread> threads = new ArrayList<>();

    // Written under the turn, read by any thread.
    private volatile EventFeed feed;
    private volatile ConsumerRun previous;

    /**
     * @param store     has the position, and gets it; outlives the run
     * @param delivered the events that are not to be delivered again; outlives the run
     * @param previous  the run that was suspended, which may not have ended yet; or null
     */
    ConsumerRun(BoxEventsConsumer consumer, PositionStore store, DuplicateFilter delivered, StreamReporter reporter,
                ConsumerRun previous) {
        this.consumer = consumer;
        this.endpoint = consumer.getEndpoint();
        this.store = store;
        this.delivered = delivered;
        this.reporter = reporter;
        this.retryPolicy = endpoint.options().retryPolicy();
        this.working = new AtomicInteger(endpoint.getConfiguration().getMaxInFlight());
        this.previous = previous;
    }

    /** Starts the threads; does nothing if they are started or the run has been stopped. */
    void start() {
        synchronized (threads) {
            if (!threads.isEmpty() || stop.isRequested()) {
                return;
            }
            for (int i = 0; i < endpoint.getConfiguration().getMaxInFlight(); i++) {
                threads.add(endpoint.getCamelContext().getExecutorServiceManager()
                        .newThread(endpoint.options().label(), this::work));
            }
            threads.forEach(Thread::start);
        }
    }

    /** Cuts the stream off and lets the threads end once the route has handled what they handed to it. Does not wait. */
    void stop() {
        synchronized (threads) {
            stop.request();
            if (threads.isEmpty()) {
                ended.complete(null);
            }
        }
        EventFeed current = feed;
        if (current != null) {
            current.stop();
        }
    }

    /** Waits for the threads to end, and interrupts those that are still in the route after a while. */
    void awaitEnd() throws InterruptedException {
        List<Thread> started;
        synchronized (threads) {
            started = List.copyOf(threads);
        }
        if (started.isEmpty() || started.contains(Thread.currentThread())) {
            return;
        }
        if (!hasEndedWithin(STOP_PATIENCE)) {
            LOG.warn("{}: interrupting the route, which has not handled its event within {} of the stop", consumer.label(),
                    StreamReporter.seconds(STOP_PATIENCE));
            started.forEach(Thread::interrupt);
            hasEndedWithin(Duration.ofSeconds(1));
        }
    }

    private boolean hasEndedWithin(Duration duration) throws InterruptedException {
        try {
            ended.get(duration.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on, events that end store nothing: another run may have taken over. */
    void close() {
        ConsumerRun before = previous;
        if (before != null) {
            before.close();
        }
        EventFeed current = feed;
        if (current != null) {
            current.close();
        }
    }

    StreamState state() {
        EventFeed current = feed;
        if (stop.isRequested()) {
            return StreamState.STOPPED;
        }
        return current == null ? StreamState.CONNECTING : current.state();
    }

    /** What Box is asked for next; null before the stored position was read. */
    String position() {
        EventFeed current = feed;
        return current == null ? null : current.position();
    }

    private void work() {
        try {
            for (InFlightEvent event = take(); event != null; event = take()) {
                deliver(event);
            }
        } finally {
            if (working.decrementAndGet() == 0) {
                if (feed != null) {
                    feed.disconnect();
                }
                ended.complete(null);
            }
        }
    }

    private InFlightEvent take() {
        turn.lock();
        try {
            if (feed == null) {
                openFeed();
            }
            return stop.isRequested() ? null : feed.take(Deadline.never());
        } finally {
            turn.unlock();
        }
    }

    private void openFeed() {
        if (previous != null) {
            // What the suspended run still has in the route may move the stored position.
            stop.await(previous.ended);
            previous.close();
            previous = null;
        }
        for (int failures = 1; !stop.isRequested(); failures++) {
            try {
                feed = EventFeed.open(endpoint, store, delivered, reporter, stop);
                reporter.succeeded(Operation.OPEN, failures - 1);
                return;
            } catch (Exception e) {
                Duration delay = retryPolicy.delay(failures);
                reporter.failed(Operation.OPEN, e, failures, delay);
                stop.await(delay);
            }
        }
    }

    /** Sees an event through the route: again and again, until it is handled or {@code onFailure} says otherwise. */
    private void deliver(InFlightEvent event) {
        for (int failures = 1; !stop.isRequested(); failures++) {
            Exchange exchange = null;
            try {
                exchange = consumer.createExchange(false);
                event.populate(exchange.getMessage(), endpoint.getConfiguration().getStreamType());
                ExchangeOutcome outcome = ExchangeOutcome.process(consumer.getProcessor(), exchange, stop);
                if (outcome == null) {
                    return;
                }
                if (outcome.isSuccess()) {
                    event.end(true);
                    reporter.statistics().exchangeSettled(event);
                    return;
                }
                if (!tryAgain(event, exchange, outcome.failure(), failures)) {
                    return;
                }
            } catch (RuntimeException | Error e) {
                // Not the route's, which are outcomes: a defect, or memory ran out. The event must not be lost by it.
                reporter.handle(consumer.label() + ": " + event + " met an unexpected " + e, null, e);
                stop.await(retryPolicy.delay(failures));
            } finally {
                if (exchange != null) {
                    consumer.releaseExchange(exchange, false);
                }
            }
        }
    }

    private boolean tryAgain(InFlightEvent event, Exchange exchange, Throwable failure, int failures) {
        FailureDecision decision = FailureDecision.of(endpoint, failures);
        String what = stop.isRequested()
                ? "The consumer is stopping: the event is delivered again when it starts"
                : decision.text();
        String message = consumer.label() + ": " + event + " could not be processed (" + failure + "). " + what;
        reporter.statistics().exchangeFailed(event, message);
        reporter.handle(message, exchange, failure);
        switch (decision.action()) {
            case skip -> {
                event.end(false);
                reporter.statistics().exchangeSettled(event);
            }
            case stop -> giveUp();
            default -> stop.await(decision.delay());
        }
        return decision.action() == OnFailure.retry;
    }

    private void giveUp() {
        stop();
        consumer.stopRoute();
    }
}
