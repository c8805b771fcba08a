// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.stream.StreamReporter;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of an event-driven consumer, {@code maxInFlight} of them: each takes an event from the subscription and sees its
 * Exchange through the route. Thread-safe.
 */
public final class DeliveryThreads {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryThreads.class);
    // As long as Camel waits for its own thread pools.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);
    // A store that is well needs milliseconds; one that hangs is not waited for.
    private static final Duration STORE_PATIENCE = Duration.ofMillis(250);

    private final DefaultConsumer consumer;
    private final BiConsumer<Message, InFlightEvent> mapper;
    private final SubscriptionSettings settings;
    private final Subscription subscription;
    private final Set<Thread> inRoute = ConcurrentHashMap.newKeySet();

    // Guarded by the monitor of the list: start and stop may meet.
    private final List<Thread> threads = new ArrayList<>();

    public DeliveryThreads(DefaultConsumer consumer, BiConsumer<Message, InFlightEvent> mapper, Subscription subscription) {
        this.consumer = consumer;
        this.mapper = mapper;
        this.subscription = subscription;
        this.settings = subscription.settings();
    }

    /** Starts the threads; does nothing if they are started or the subscription has ended. */
    public void start() {
        synchronized (threads) {
            if (!threads.isEmpty() || subscription.isClosed()) {
                return;
            }
            for (int i = 0; i < settings.maxInFlight(); i++) {
                threads.add(consumer.getEndpoint().getCamelContext().getExecutorServiceManager()
                        .newThread(settings.label(), () -> subscription.serve(Deadline.never(), () -> false, this::deliver)));
            }
            threads.forEach(Thread::start);
        }
    }

    /** Whether the threads were started and none is at work any more. */
    public boolean areDead() {
        synchronized (threads) {
            return !threads.isEmpty() && threads.stream().noneMatch(Thread::isAlive);
        }
    }

    private Void deliver(InFlightEvent event) {
        Exchange exchange = consumer.createExchange(false);
        try {
            mapper.accept(exchange.getMessage(), event);
            ExchangeOutcome outcome = process(exchange);
            if (outcome != null) {
                subscription.completed(event, exchange, outcome.failure());
            }
        } finally {
            // What outlasts a stop may still have it: it must not get into the pool.
            if (subscription.state() != StreamState.STOPPED) {
                consumer.releaseExchange(exchange, false);
            }
        }
        return null;
    }

    private ExchangeOutcome process(Exchange exchange) {
        inRoute.add(Thread.currentThread());
        try {
            return subscription.process(consumer.getProcessor(), exchange);
        } finally {
            inRoute.remove(Thread.currentThread());
        }
    }

    /**
     * Ends the subscription, and with it the threads. Waits for Exchanges in the route, at most 10 s, then interrupts them once
     * and waits a second more; for nothing else, and not if it is interrupted itself, which it stays.
     */
    public void stop() {
        if (subscription.isClosed()) {
            // What is still in the route cannot be waited for any more: it stores nothing.
            return;
        }
        subscription.stop();
        try {
            awaitRoute();
        } catch (InterruptedException e) {
            inRoute.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        } finally {
            subscription.close();
            // A write in progress keeps the lock of its file: who starts next must not find it.
            subscription.awaitReturn(STORE_PATIENCE);
        }
    }

    private void awaitRoute() throws InterruptedException {
        synchronized (threads) {
            if (threads.contains(Thread.currentThread())) {
                // The route stops itself.
                return;
            }
        }
        if (!subscription.awaitRoute(PATIENCE)) {
            LOG.warn("{}: interrupting the route, whose Exchange was not complete within {} of the stop", settings.label(),
                    StreamReporter.seconds(PATIENCE));
            inRoute.forEach(Thread::interrupt);
            subscription.awaitRoute(AFTER_INTERRUPT);
        }
        subscription.awaitStored(STORE_PATIENCE);
    }
}
