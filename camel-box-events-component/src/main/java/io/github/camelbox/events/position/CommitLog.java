// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;

/**
 * Keeps the promise that the stored position never passes an unfinished event. Exchanges may complete late and in any
 * order; the position that is stored is the one after the last page of which, and of all pages before, every event is done.
 * <p>
 * An event counts as delivered when its Exchange has completed, not when it was handed out; while it is in flight, its
 * repeats are dropped too. An event without an id is never a repeat.
 * <p>
 * What is to be stored is stored by the thread that completes the event. If that fails, the failure is kept for
 * {@link #flush()}, which the consumer calls before it hands out another event. Thread-safe.
 */
public final class CommitLog {

    private final ReentrantLock lock = new ReentrantLock();
    private final PositionStore store;
    private final DuplicateFilter delivered;

    // Guarded by the lock.
    private final Set<String> inFlight = new HashSet<>();
    private final Deque<Page> pages = new ArrayDeque<>();
    private final Deque<String> unremembered = new ArrayDeque<>();
    private String unsaved;
    private PositionStoreException failure;
    private boolean closed;

    /**
     * @param store     keeps the position
     * @param delivered remembers the events; may outlive this log
     */
    public CommitLog(PositionStore store, DuplicateFilter delivered) {
        this.store = store;
        this.delivered = delivered;
    }

    /**
     * Opens the next page; its events are then begun one by one.
     *
     * @param nextPosition to be stored once all is done
     */
    public Page open(String nextPosition) {
        lock.lock();
        try {
            Page page = new Page(nextPosition);
            pages.add(page);
            return page;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the event has neither been delivered nor is in flight.
     *
     * @throws PositionStoreException if the repository of ids does not say
     */
    public boolean isNew(BoxEvent event) throws PositionStoreException {
        lock.lock();
        try {
            String id = event.getEventId();
            return id == null || !inFlight.contains(id) && !delivered.contains(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores what could not be stored before; does nothing if all is well.
     *
     * @throws PositionStoreException if it still cannot be stored
     */
    public void flush() throws PositionStoreException {
        lock.lock();
        try {
            if (failure != null) {
                failure = null;
                remember();
                save();
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the log: what completes later stores nothing. Another run of the consumer, perhaps in another process, may have
     * taken over, and must not be set back.
     */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void commit() {
        String position = null;
        while (!pages.isEmpty() && pages.peek().isDone()) {
            position = pages.remove().nextPosition;
        }
        if (position != null) {
            unsaved = position;
            save();
        }
    }

    private void save() {
        if (unsaved == null || closed) {
            return;
        }
        try {
            store.save(unsaved);
            unsaved = null;
        } catch (PositionStoreException e) {
            failure = e;
        }
    }

    // An id that could not be remembered stays in flight, so that repeats of the event are dropped all the same.
    private void remember() {
        try {
            while (!unremembered.isEmpty()) {
                delivered.add(unremembered.peek());
                inFlight.remove(unremembered.remove());
            }
        } catch (PositionStoreException e) {
            failure = e;
        }
    }

    /**
     * The events of one page that are not done yet.
     */
    public final class Page {

        private final String nextPosition;
        private int unfinished;
        private boolean complete;

        private Page(String nextPosition) {
            this.nextPosition = nextPosition;
        }

        /**
         * An event of the page is about to be handed out.
         *
         * @return                        false if it is a repeat, which is not to be handed out
         * @throws PositionStoreException if the repository of ids does not say
         */
        public boolean begin(BoxEvent event) throws PositionStoreException {
            lock.lock();
            try {
                if (!isNew(event)) {
                    return false;
                }
                if (event.getEventId() != null) {
                    inFlight.add(event.getEventId());
                }
                unfinished++;
                return true;
            } finally {
                lock.unlock();
            }
        }

        /**
         * An event of the page is done.
         *
         * @param success whether its Exchange succeeded; if not, it was skipped, and a repeat of it is delivered
         */
        public void end(BoxEvent event, boolean success) {
            lock.lock();
            try {
                unfinished--;
                if (!success) {
                    inFlight.remove(event.getEventId());
                } else if (event.getEventId() != null) {
                    unremembered.add(event.getEventId());
                    remember();
                }
                commit();
            } finally {
                lock.unlock();
            }
        }

        /**
         * Every event of the page has been handed out.
         */
        public void complete() {
            lock.lock();
            try {
                complete = true;
                commit();
            } finally {
                lock.unlock();
            }
        }

        private boolean isDone() {
            return complete && unfinished == 0;
        }
    }
}
