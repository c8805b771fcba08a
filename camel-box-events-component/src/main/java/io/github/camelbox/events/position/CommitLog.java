// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the promise that the stored position never passes an unfinished event. Exchanges may complete late and in any order; the
 * position to store is the one after the last page of which, and of all pages before, every event is done.
 * <p>
 * An event counts as delivered when its Exchange has completed, not when it was handed out; while it is in flight, and until its
 * id is remembered, its repeats are dropped too. An event without an id is never a repeat.
 * <p>
 * Only keeps the books: {@link CommitWriter} does the storing. Thread-safe.
 */
public final class CommitLog {

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Neighbours that are done are one page, so that one stuck event does not fill the memory.
    private final Set<String> inFlight = new HashSet<>();
    private final List<Page> pages = new ArrayList<>();
    private final Deque<String> pendingIds = new ArrayDeque<>();
    private String pendingPosition;
    private int unfinished;

    /**
     * @param pendingPosition that must be stored first; or null
     */
    public CommitLog(String pendingPosition) {
        this.pendingPosition = pendingPosition;
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
     * Whether an event with this id is in the route, or done but not remembered yet.
     *
     * @param id null is in flight never
     */
    public boolean isInFlight(String id) {
        lock.lock();
        try {
            return inFlight.contains(id);
        } finally {
            lock.unlock();
        }
    }

    /** Whether every event that was begun is done. */
    public boolean isDone() {
        lock.lock();
        try {
            return unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    /** The next id that must be remembered; null if there is none. It stays in flight until {@link #remembered}. */
    String pendingId() {
        lock.lock();
        try {
            return pendingIds.peek();
        } finally {
            lock.unlock();
        }
    }

    /** The id that {@link #pendingId} returned is remembered. */
    void remembered() {
        lock.lock();
        try {
            inFlight.remove(pendingIds.remove());
        } finally {
            lock.unlock();
        }
    }

    /** The position that must be stored; null if there is none. */
    String pendingPosition() {
        lock.lock();
        try {
            return pendingPosition;
        } finally {
            lock.unlock();
        }
    }

    /** A position is stored. */
    void stored(String position) {
        lock.lock();
        try {
            if (position.equals(pendingPosition)) {
                pendingPosition = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many pages are kept. */
    int openPages() {
        lock.lock();
        try {
            return pages.size();
        } finally {
            lock.unlock();
        }
    }

    // The page has changed: the first pages that are done leave, two neighbours that are done become one.
    private void settle(Page page) {
        if (!page.isDone()) {
            return;
        }
        int index = pages.indexOf(page);
        if (index + 1 < pages.size() && pages.get(index + 1).isDone()) {
            pages.remove(index);
        }
        if (index > 0 && pages.get(index - 1).isDone()) {
            pages.remove(index - 1);
        }
        if (pages.get(0).isDone()) {
            pendingPosition = pages.remove(0).nextPosition;
        }
    }

    /**
     * The events of one page that are not done yet.
     */
    public final class Page {

        private final String nextPosition;
        private int unfinishedOfPage;
        private boolean complete;

        private Page(String nextPosition) {
            this.nextPosition = nextPosition;
        }

        /**
         * An event of the page is handed out.
         *
         * @param id null if it has none
         */
        public void begin(String id) {
            lock.lock();
            try {
                if (id != null) {
                    inFlight.add(id);
                }
                unfinishedOfPage++;
                unfinished++;
            } finally {
                lock.unlock();
            }
        }

        /**
         * An event of the page is done.
         *
         * @param id      as it was begun
         * @param success whether its Exchange succeeded; if not, it was skipped, and a repeat of it is delivered
         */
        public void end(String id, boolean success) {
            lock.lock();
            try {
                unfinishedOfPage--;
                unfinished--;
                if (!success) {
                    inFlight.remove(id);
                } else if (id != null) {
                    pendingIds.add(id);
                }
                settle(this);
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
                settle(this);
            } finally {
                lock.unlock();
            }
        }

        private boolean isDone() {
            return complete && unfinishedOfPage == 0;
        }
    }
}
