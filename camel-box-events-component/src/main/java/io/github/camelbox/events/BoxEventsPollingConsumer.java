// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.StopSignal;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.PositionStore;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.PollingConsumerSupport;

/**
 * The polling consumer: the caller asks for the next event, and only then is Box asked. For {@code pollEnrich} and
 * {@code ConsumerTemplate}; no thread waits in the background, and what is fetched ahead is the rest of a page and, with a
 * backlog, the next one.
 * <p>
 * The position is stored when the Exchange is completed: by the enclosing route after {@code pollEnrich}, or by
 * {@code ConsumerTemplate.doneUoW(exchange)}. An Exchange that failed is handed out again by a later call, before any other
 * event, once the delay of the retry policy has passed, unless {@link OnFailure} says otherwise. How many Exchanges are in
 * progress at once is up to the caller.
 * <p>
 * Thread-safe: callers take turns. {@link #stop()} ends their waits; an interrupt does not.
 */
public class BoxEventsPollingConsumer extends PollingConsumerSupport {

    // How soon a call that waits for Box notices that an Exchange of another thread has failed.
    private static final Duration LOOK_FOR_RETURNED = Duration.ofSeconds(1);

    private final BoxEventsEndpoint endpoint;
    // Held by the caller whose turn it is.
    private final ReentrantLock turn = new ReentrantLock();

    private volatile Session session;

    public BoxEventsPollingConsumer(BoxEventsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        setExceptionHandler(new OneLineExceptionHandler());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PositionStore store = endpoint.claimPositionStore();
        session = new Session(store);
        endpoint.announceStart(endpoint.options().label(), store);
    }

    @Override
    protected void doStop() throws Exception {
        Session ending = session;
        session = null;
        if (ending != null) {
            ending.cutOff();
            turn.lock();
            try {
                ending.close();
            } finally {
                turn.unlock();
            }
        }
        super.doStop();
    }

    /**
     * Waits for the next event, for as long as it takes.
     *
     * @return                       null only if this consumer is stopped meanwhile
     * @throws RuntimeCamelException if the consumer has given up (options {@code maxRetries}, {@code onFailure=stop}) or cannot
     *                               read the stored position
     */
    @Override
    public Exchange receive() {
        return receive(Deadline.never());
    }

    /**
     * The next event if there is one: asks Box once, and does not wait for more.
     *
     * @return null if there is none
     */
    @Override
    public Exchange receiveNoWait() {
        return receive(Deadline.in(Duration.ZERO));
    }

    /**
     * Waits for the next event.
     *
     * @param  timeout in milliseconds; not positive does not wait
     * @return         null if there was none in that time
     */
    @Override
    public Exchange receive(long timeout) {
        return receive(Deadline.in(Duration.ofMillis(timeout)));
    }

    private Exchange receive(Deadline deadline) {
        Session current = session;
        if (current == null || !lockTurn(deadline)) {
            return null;
        }
        try {
            return current.receive(deadline);
        } finally {
            turn.unlock();
        }
    }

    private boolean lockTurn(Deadline deadline) {
        if (!deadline.isFinite()) {
            turn.lock();
            return true;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turn.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What lasts from a start to a stop. The feed is opened by the first call.
     */
    private final class Session {

        private final PositionStore store;
        private final StopSignal stop = new StopSignal();
        private final DuplicateFilter delivered = endpoint.newDuplicateFilter();
        private final StreamReporter reporter = new StreamReporter(
                endpoint.options().label(), new StreamStatistics(), BoxEventsPollingConsumer.this::getExceptionHandler,
                this::cutOff);

        // Used by callers and by the threads that complete Exchanges.
        private final Deque<Redelivery> returned = new ConcurrentLinkedDeque<>();
        private final AtomicInteger inProgress = new AtomicInteger();
        private volatile boolean givenUp;
        // Written under the turn.
        private volatile EventFeed feed;

        Session(PositionStore store) {
            this.store = store;
        }

        Exchange receive(Deadline deadline) {
            while (!stop.isRequested()) {
                Redelivery next = returned.peek();
                if (next != null) {
                    Duration wait = next.due.remaining();
                    if (deadline.isBefore(wait)) {
                        stop.await(deadline.remaining());
                        return null;
                    }
                    if (!stop.await(wait)) {
                        returned.remove();
                        return exchange(next.event, next.failures);
                    }
                    break;
                }
                boolean mayReturn = inProgress.get() > 0;
                boolean sliced = mayReturn && !deadline.isBefore(LOOK_FOR_RETURNED);
                InFlightEvent event = feed().take(sliced ? Deadline.in(LOOK_FOR_RETURNED) : deadline);
                if (event != null) {
                    return exchange(event, 0);
                }
                if (!sliced) {
                    break;
                }
            }
            if (givenUp || reporter.hasGivenUp()) {
                throw new RuntimeCamelException(
                        endpoint.options().label()
                                                + " has given up, as was reported when it did: start the polling consumer again");
            }
            return null;
        }

        private EventFeed feed() {
            if (feed == null) {
                try {
                    feed = EventFeed.open(endpoint, store, delivered, reporter, stop);
                } catch (Exception e) {
                    throw new RuntimeCamelException(endpoint.options().label() + ": " + e.getMessage(), e);
                }
            }
            return feed;
        }

        private Exchange exchange(InFlightEvent event, int failures) {
            Exchange exchange = endpoint.createExchange();
            event.populate(exchange.getMessage(), endpoint.getConfiguration().getStreamType());
            inProgress.incrementAndGet();
            exchange.getExchangeExtension().addOnCompletion(new Synchronization() {
                @Override
                public void onComplete(Exchange completed) {
                    completed(event, completed, failures);
                }

                @Override
                public void onFailure(Exchange completed) {
                    completed(event, completed, failures);
                }
            });
            return exchange;
        }

        private void completed(InFlightEvent event, Exchange exchange, int earlierFailures) {
            inProgress.decrementAndGet();
            ExchangeOutcome outcome = ExchangeOutcome.of(exchange);
            if (outcome.isSuccess()) {
                event.end(true);
                return;
            }
            FailureDecision decision = FailureDecision.of(endpoint, earlierFailures + 1);
            reporter.handle(endpoint.options().label() + ": " + event + " could not be processed (" + outcome.failure() + "). "
                            + decision.text(),
                    exchange, outcome.failure());
            switch (decision.action()) {
                case skip -> event.end(false);
                case stop -> giveUp();
                default -> returned.add(new Redelivery(event, earlierFailures + 1, Deadline.in(decision.delay())));
            }
        }

        private void giveUp() {
            givenUp = true;
            cutOff();
        }

        void cutOff() {
            stop.request();
            EventFeed current = feed;
            if (current != null) {
                current.stop();
            }
        }

        void close() {
            EventFeed current = feed;
            if (current != null) {
                current.disconnect();
                current.close();
            }
            store.close();
        }
    }

    private record Redelivery(InFlightEvent event, int failures, Deadline due) {
    }
}
