// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.position.HeldPosition;
import io.github.camelbox.events.state.MemoryPositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.util.URISupport;

/**
 * The subscriptions of polling consumers, one for each place where a position is kept. Consumers and endpoints come and go,
 * often for a single call; progress does not hang on them: an Exchange of a consumer that is gone still commits. A
 * subscription ends when it was idle for ten minutes, when it is the oldest above a thousand, when a route claims its place
 * and nothing is in progress, and with the component. Thread-safe.
 */
public final class PollingSubscriptions implements AutoCloseable {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration STORE_PATIENCE = Duration.ofMillis(250);
    private static final int MOST = 1000;
    private static final int MOST_MEMORIES = 10_000;

    private final Duration patience;
    private final Map<Object, Polled> subscriptions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    // Guarded by itself. They outlive the subscriptions.
    private final Map<Object, Memory> memories = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Memory> eldest) {
            return size() > MOST_MEMORIES;
        }
    };

    public PollingSubscriptions() {
        this(IDLE);
    }

    /**
     * @param patience how long a subscription may be idle
     */
    PollingSubscriptions(Duration patience) {
        this.patience = patience;
    }

    /** Begins a subscription, whose errors the exception handler is told of. */
    public interface Beginner {

        Subscription begin(Memory memory, AtomicReference<ExceptionHandler> exceptionHandler) throws PositionStoreException;
    }

    /** What this process remembers of a place: the position, if it is kept in memory only, and one that could not be stored. */
    public record Memory(MemoryPositionStore position, AtomicReference<HeldPosition> held) {

        public Memory() {
            this(new MemoryPositionStore(), new AtomicReference<>());
        }
    }

    /** A subscription that polling consumers share. */
    public final class Polled {

        private final Object place;
        private final String uri;
        private final Subscription subscription;
        private final AtomicReference<ExceptionHandler> exceptionHandler;
        private final AtomicInteger callers = new AtomicInteger();
        // Changed while the map holds the place.
        private int attached;
        private volatile Deadline idle;

        private Polled(Object place, String uri, Subscription subscription,
                AtomicReference<ExceptionHandler> exceptionHandler) {
            this.place = place;
            this.uri = uri;
            this.subscription = subscription;
            this.exceptionHandler = exceptionHandler;
            used();
        }

        private void used() {
            idle = Deadline.in(patience);
        }

        public Subscription subscription() {
            return subscription;
        }

        /** Serves a caller; see {@link Subscription#serve}. */
        public <T> T serve(Deadline deadline, BooleanSupplier isDone, EventHandler<T> handler) {
            callers.incrementAndGet();
            try {
                return subscription.serve(deadline, isDone, handler);
            } finally {
                used();
                callers.decrementAndGet();
            }
        }

        private boolean isIdle() {
            return idle.hasPassed() && callers.get() == 0 && subscription.isIdle();
        }

        private boolean isOver() {
            return subscription.isClosed() || subscription.isOver();
        }
    }

    /**
     * A consumer starts: it gets the subscription of its place, a new one if there is none, or if that has ended.
     *
     * @param  place                  where the position is kept; compared by equals
     * @param  uri                    of the endpoint: two different ones cannot share a place
     * @throws PositionStoreException if another consumer has the place, or the position cannot be read
     */
    public Polled attach(Object place, String uri, ExceptionHandler exceptionHandler, Beginner beginner)
            throws PositionStoreException {
        PositionStoreException[] failure = new PositionStoreException[1];
        Polled polled = subscriptions.compute(place, (key, present) -> {
            try {
                return attached(key, present, uri, exceptionHandler, beginner);
            } catch (PositionStoreException e) {
                failure[0] = e;
                return present;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        if (closed) {
            end(polled, Duration.ZERO);
            throw new PositionStoreException("The component has stopped");
        }
        endOldest();
        return polled;
    }

    private Polled attached(Object place, Polled present, String uri, ExceptionHandler exceptionHandler, Beginner beginner)
            throws PositionStoreException {
        Polled polled = present;
        boolean otherUri = present != null && !present.uri.equals(uri);
        if (present != null && (present.isOver() || otherUri && present.attached == 0 && present.subscription.isIdle())) {
            end(present, STORE_PATIENCE);
            polled = null;
        } else if (otherUri) {
            throw new PositionStoreException("The position is in use by the polling consumer of "
                    + URISupport.sanitizeUri(present.uri)
                    + ": give each endpoint a place of its own, such as another positionKey");
        }
        if (polled == null) {
            AtomicReference<ExceptionHandler> handler = new AtomicReference<>(exceptionHandler);
            polled = new Polled(place, uri, beginner.begin(memory(place), handler), handler);
            watch(polled);
        }
        polled.exceptionHandler.set(exceptionHandler);
        polled.attached++;
        return polled;
    }

    private Memory memory(Object place) {
        synchronized (memories) {
            return memories.computeIfAbsent(place, key -> new Memory());
        }
    }

    /** A consumer that was attached stops; what it has in progress may still commit. */
    public void detach(Polled polled) {
        polled.subscription.wake();
        subscriptions.computeIfPresent(polled.place, (key, present) -> {
            if (present == polled) {
                present.attached--;
                present.used();
            }
            return present;
        });
    }

    /** A route claims a place: a subscription with nothing in progress makes way. */
    public void makeWay(Object place) {
        subscriptions.computeIfPresent(place,
                (key, present) -> endIf(present, present.isOver() || present.subscription.isIdle()));
    }

    private void endOldest() {
        if (subscriptions.size() > MOST) {
            subscriptions.entrySet().stream().min(Comparator.comparing(entry -> entry.getValue().idle))
                    .ifPresent(oldest -> subscriptions.computeIfPresent(
                            oldest.getKey(), (key, present) -> endIf(present, present == oldest.getValue())));
        }
    }

    private void watch(Polled polled) {
        polled.subscription.later(LOOK, () -> {
            Polled left = subscriptions.computeIfPresent(
                    polled.place, (key, present) -> endIf(present, present == polled && present.isIdle()));
            if (left == polled) {
                watch(polled);
            }
        });
    }

    private static Polled endIf(Polled polled, boolean condition) {
        if (condition) {
            end(polled, STORE_PATIENCE);
        }
        return condition ? null : polled;
    }

    private static void end(Polled polled, Duration patience) {
        try {
            polled.subscription.awaitStored(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            polled.subscription.close();
        }
    }

    /** Ends all, until {@link #open}. Those that begin meanwhile, which may take long, are ended by whoever begins them. */
    @Override
    public void close() {
        closed = true;
        Deadline patience = Deadline.in(STORE_PATIENCE);
        subscriptions.values().forEach(polled -> end(polled, patience.remaining()));
    }

    /** The component starts. */
    public void open() {
        closed = false;
    }
}
