// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.position.HeldPosition;
import io.github.camelbox.events.state.MemoryPositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.ExceptionHandler;

/**
 * The subscriptions of polling consumers, one for each place where a position is kept. Consumers and endpoints come and go, often
 * for a single call; progress does not hang on them: an Exchange of a consumer that is gone still commits. A subscription ends
 * when it was idle for ten minutes, when it is the oldest above a thousand, when a route claims its place and nothing is in
 * progress, and with the component. Thread-safe.
 */
public final class PollingSubscriptions implements AutoCloseable {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration STORE_PATIENCE = Duration.ofMillis(250);
    private static final int MOST = 1000;
    private static final int MOST_MEMORIES = 10_000;

    private final Map<Object, Polled> subscriptions = new ConcurrentHashMap<>();

    // Guarded by itself. They outlive the subscriptions.
    private final Map<Object, Memory> memories = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Memory> eldest) {
            return size() > MOST_MEMORIES;
        }
    };

    /** Begins a subscription. */
    public interface Beginner {

        /**
         * @param memory           what this process remembers of the place
         * @param exceptionHandler told of errors
         */
        Subscription begin(Memory memory, AtomicReference<ExceptionHandler> exceptionHandler) throws PositionStoreException;
    }

    /**
     * What this process remembers of a place.
     *
     * @param position the position, if it is kept in memory only
     * @param held     the position that could not be stored
     */
    public record Memory(MemoryPositionStore position, AtomicReference<HeldPosition> held) {

        public Memory() {
            this(new MemoryPositionStore(), new AtomicReference<>());
        }
    }

    /** A subscription that polling consumers share. */
    public static final class Polled {

        private final Object place;
        private final String uri;
        private final Subscription subscription;
        private final AtomicReference<ExceptionHandler> exceptionHandler;
        // Changed while the map holds the place.
        private int attached;
        private volatile Deadline idle = Deadline.in(IDLE);

        private Polled(Object place, String uri, Subscription subscription, AtomicReference<ExceptionHandler> exceptionHandler) {
            this.place = place;
            this.uri = uri;
            this.subscription = subscription;
            this.exceptionHandler = exceptionHandler;
        }

        /** The subscription, which is being used. */
        public Subscription subscription() {
            idle = Deadline.in(IDLE);
            return subscription;
        }

        private boolean isOver() {
            return subscription.isClosed() || subscription.isOver();
        }
    }

    /**
     * A consumer starts: it gets the subscription of its place, a new one if there is none, or if that is over.
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
        endOldest();
        return polled;
    }

    private Polled attached(Object place, Polled present, String uri, ExceptionHandler exceptionHandler, Beginner beginner)
            throws PositionStoreException {
        Polled polled = present;
        boolean otherUri = present != null && !present.uri.equals(uri);
        if (present != null && (present.isOver() || otherUri && present.attached == 0 && present.subscription.isIdle())) {
            end(present);
            polled = null;
        } else if (otherUri) {
            throw new PositionStoreException("The position is in use by the polling consumer of " + present.uri
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
                present.idle = Deadline.in(IDLE);
            }
            return present;
        });
    }

    /** A route claims a place: a subscription with nothing in progress makes way. */
    public void makeWay(Object place) {
        subscriptions.computeIfPresent(place, (key, present) -> endIf(present, present.isOver() || present.subscription.isIdle()));
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
                    polled.place, (key, present) -> endIf(present, present == polled && present.idle.hasPassed()));
            if (left == polled) {
                watch(polled);
            }
        });
    }

    private static Polled endIf(Polled polled, boolean condition) {
        if (condition) {
            end(polled);
            return null;
        }
        return polled;
    }

    private static void end(Polled polled) {
        try {
            polled.subscription.awaitStored(STORE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            polled.subscription.close();
        }
    }

    /** Ends all. */
    @Override
    public void close() {
        subscriptions.values().forEach(PollingSubscriptions::end);
        subscriptions.clear();
    }
}
