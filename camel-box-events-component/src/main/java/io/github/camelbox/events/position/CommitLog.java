// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the promise that the stored position never passes an unfinished event. Exchanges may complete late and in any order;
 * the position to store is the one after the last page of which, and of all pages before, every event is done.
 * <p>
 * An event counts as delivered when its Exchange has completed, not when it was handed out; while it is in flight, and until
 * its id is remembered, its repeats are dropped too. An event without an id is never a repeat.
 * <p>
 * Only keeps the books: {@link CommitWriter} does the storing. Thread-safe.
 */
public final class CommitLog {

    // Guarded by this. Neighbours that are done are one page, so that one stuck event does not fill the memory.
    private final Set<String> inFlight = new HashSet<>();
    private final List<Page> pages = new ArrayList<>();
    private final Deque<String> pendingIds = new ArrayDeque<>();
    private String pendingPosition;
    private String restartPosition;
    private int unfinished;
    private int taken;

    // Of what is done in open pages; and of what an earlier subscription has done, as long as no page has it. Null if not kept.
    private final Set<String> done;
    private final Set<String> doneBefore;

    /** With a position that must be stored first, or null. */
    public CommitLog(String pendingPosition) {
        this(pendingPosition, null);
    }

    /**
     * As {@link #CommitLog(String)}.
     *
     * @param done what an earlier subscription has done beyond the position: the ids of such events are kept; null for not
     */
    public CommitLog(String pendingPosition, Set<String> done) {
        this.pendingPosition = pendingPosition;
        this.done = done == null ? null : new HashSet<>();
        this.doneBefore = new HashSet<>(done == null ? Set.of() : done);
    }

    /**
     * Opens the next page, whose events are then begun one by one; once all is done, the next position is stored.
     *
     * @return null if the page comes from where the stream must not continue: see {@link #restartPosition}
     */
    public synchronized Page open(String nextPosition) {
        if (restartPosition != null) {
            return null;
        }
        Page page = new Page(nextPosition);
        pages.add(page);
        return page;
    }

    /** Whether an event with this id is in the route, or done but not remembered yet, or kept. */
    public synchronized boolean isInFlight(String id) {
        return inFlight.contains(id) || done != null && (done.contains(id) || doneBefore.contains(id));
    }

    /** How many events of the open pages were begun: they lie beyond the position, done or not. */
    public synchronized int taken() {
        return taken;
    }

    /** The ids, as far as they are kept, of events that are done but lie beyond the position. */
    synchronized Set<String> done() {
        Set<String> all = new HashSet<>(doneBefore);
        if (done != null) {
            all.addAll(done);
        }
        return all;
    }

    /** Whether every event that was begun is done. */
    public synchronized boolean isDone() {
        return unfinished == 0;
    }

    /** The next id that must be remembered; null if there is none. It stays in flight until {@link #remembered}. */
    synchronized String pendingId() {
        return pendingIds.peek();
    }

    /** The id that {@link #pendingId} returned is remembered. */
    synchronized void remembered() {
        inFlight.remove(pendingIds.remove());
    }

    /** The position that must be stored; null if there is none. */
    synchronized String pendingPosition() {
        return pendingPosition;
    }

    synchronized void stored(String position) {
        if (position.equals(pendingPosition)) {
            pendingPosition = null;
        }
    }

    /** Whether nothing has to be stored. */
    public synchronized boolean isFlushed() {
        return pendingIds.isEmpty() && pendingPosition == null;
    }

    /**
     * Another consumer has stored this position. If it ends an open page, what came before is done. Else, and positions are
     * opaque, it may be anywhere: the open pages are abandoned and the stream must continue there. Their Exchanges end and are
     * remembered, but move no position; until they have ended, later pages move none either, since they may contain the same
     * events.
     *
     * @return whether it ends an open page, or is the one that was just to be stored
     */
    synchronized boolean overtaken(String position) {
        boolean known = position.equals(pendingPosition);
        pendingPosition = null;
        for (int i = 0; i < pages.size() && !known; i++) {
            if (!pages.get(i).abandoned && position.equals(pages.get(i).nextPosition)) {
                known = true;
                List<Page> passed = pages.subList(0, i + 1);
                passed.forEach(page -> {
                    page.abandoned = true;
                    leave(page);
                });
                passed.clear();
                settleFront();
            }
        }
        if (!known) {
            restartPosition = position;
            // What is done there may come again.
            doneBefore.addAll(done == null ? Set.of() : done);
            pages.stream().filter(Page::isDone).forEach(this::leave);
            pages.removeIf(Page::isDone);
            pages.forEach(page -> page.abandoned = true);
        }
        return known;
    }

    /** Whether the stream must continue elsewhere and does not yet. */
    synchronized boolean isRestarting() {
        return restartPosition != null;
    }

    /** Where the stream must continue, from now on; null if it must not change. */
    public synchronized String restart() {
        String position = restartPosition;
        restartPosition = null;
        return position;
    }

    synchronized int openPages() {
        return pages.size();
    }

    // If the page is done: two neighbours that are done become one, and what is done at the front leaves.
    private void settle(Page page) {
        int index = pages.indexOf(page);
        if (index < 0 || !page.isDone()) {
            return;
        }
        if (index + 1 < pages.size() && pages.get(index + 1).isDone()) {
            pages.get(index + 1).absorb(pages.remove(index));
        }
        if (index > 0 && pages.get(index - 1).isDone()) {
            pages.get(index).absorb(pages.remove(index - 1));
        }
        settleFront();
    }

    private void settleFront() {
        if (!pages.isEmpty() && pages.get(0).isDone()) {
            Page passed = pages.remove(0);
            pendingPosition = passed.abandoned ? pendingPosition : passed.nextPosition;
            leave(passed);
        }
    }

    private void leave(Page page) {
        taken -= page.takenOfPage;
        page.doneOfPage.forEach(id -> done.remove(id));
    }

    /** The events of one page that are not done yet. */
    public final class Page {

        private final String nextPosition;
        private int unfinishedOfPage;
        private int takenOfPage;
        private List<String> doneOfPage = new ArrayList<>();
        private boolean complete;
        private boolean abandoned;

        private Page(String nextPosition) {
            this.nextPosition = nextPosition;
        }

        /** An event of the page is handed out; its id is null if it has none. */
        public void begin(String id) {
            synchronized (CommitLog.this) {
                if (id != null) {
                    inFlight.add(id);
                }
                unfinishedOfPage++;
                unfinished++;
                takenOfPage++;
                taken++;
            }
        }

        /** An event of the page is done. Without success it was skipped, and a repeat of it is delivered. */
        public void end(String id, boolean success) {
            synchronized (CommitLog.this) {
                unfinishedOfPage--;
                unfinished--;
                if (!success) {
                    inFlight.remove(id);
                } else if (id != null) {
                    pendingIds.add(id);
                    if (!abandoned) {
                        keep(id);
                    }
                }
                settle(this);
            }
        }

        /** An event of the page is a repeat. */
        public void drop(String id) {
            synchronized (CommitLog.this) {
                if (doneBefore.remove(id)) {
                    takenOfPage++;
                    taken++;
                    keep(id);
                }
            }
        }

        private void keep(String id) {
            if (done != null && done.add(id)) {
                doneOfPage.add(id);
            }
        }

        // The smaller list is copied.
        private void absorb(Page other) {
            takenOfPage += other.takenOfPage;
            List<String> longer = doneOfPage.size() >= other.doneOfPage.size() ? doneOfPage : other.doneOfPage;
            longer.addAll(longer == doneOfPage ? other.doneOfPage : doneOfPage);
            doneOfPage = longer;
        }

        /** Every event of the page has been handed out. */
        public void complete() {
            synchronized (CommitLog.this) {
                complete = true;
                settle(this);
            }
        }

        /** Whether another consumer does what is left of the page. */
        public boolean isAbandoned() {
            synchronized (CommitLog.this) {
                return abandoned;
            }
        }

        private boolean isDone() {
            return complete && unfinishedOfPage == 0;
        }
    }
}
