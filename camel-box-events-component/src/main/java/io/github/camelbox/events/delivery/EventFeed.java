// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.position.CommitLog;
import io.github.camelbox.events.position.CommitWriter;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.BoxEventStream;
import io.github.camelbox.events.stream.StreamReporter;

/**
 * The events of a stream one by one: wanted ones, without repeats. Before one is handed out, what has to be stored is stored.
 * <p>
 * Owned by the thread that has the turn. A step that throws changes nothing: it is simply repeated.
 */
final class EventFeed {

    private final BoxEventStream stream;
    private final CommitLog commits;
    private final CommitWriter writer;
    private final DuplicateFilter delivered;
    private final EventFilter filter;
    private final StreamReporter reporter;

    private EventPage page;
    private CommitLog.Page commit;
    private Deque<BoxEvent> events = new ArrayDeque<>();
    private boolean storeFailed;

    EventFeed(BoxEventStream stream, CommitLog commits, CommitWriter writer, DuplicateFilter delivered, EventFilter filter,
            StreamReporter reporter) {
        this.stream = stream;
        this.commits = commits;
        this.writer = writer;
        this.delivered = delivered;
        this.filter = filter;
        this.reporter = reporter;
    }

    /**
     * The next event.
     *
     * @param  deadline  how long to wait for it; one that has passed still asks Box once
     * @return           the event; null if the deadline passed first, the stream was woken, or has ended
     * @throws Exception if a step failed
     */
    InFlightEvent take(Deadline deadline) throws Exception {
        boolean nothing = false;
        while (!stream.isOver()) {
            if (storeFailed && !stream.awaitStore(deadline)) {
                return null;
            }
            InFlightEvent event = nextStored();
            if (event != null) {
                return event;
            }
            // Box has been asked, and has nothing.
            EventPage next = nothing && deadline.hasPassed() ? null : stream.next(deadline);
            if (next == null) {
                return null;
            }
            open(next);
            nothing = next.events().isEmpty();
        }
        return null;
    }

    // The next event of the page, with everything stored before it; null, with everything stored, if there is none.
    private InFlightEvent nextStored() throws PositionStoreException {
        boolean recovers = storeFailed;
        storeFailed = true;
        writer.flush();
        InFlightEvent event = nextOfPage();
        if (event == null) {
            // A page that ends with repeats is stored only here, and it may be long until something happens again.
            writer.flush();
        }
        storeFailed = false;
        if (recovers) {
            reporter.succeeded(Operation.STORE);
        }
        return event;
    }

    // Nothing can fail between the first and the last change.
    private void open(EventPage next) {
        Deque<BoxEvent> loaded = new ArrayDeque<>(next.events());
        CommitLog.Page opened = commits.open(next.nextPosition());
        page = next;
        commit = opened;
        events = loaded;
        stream.advance(next);
    }

    private InFlightEvent nextOfPage() throws PositionStoreException {
        while (commit != null) {
            BoxEvent event = events.peek();
            if (event == null) {
                commit.complete();
                commit = null;
                return null;
            }
            boolean wanted = filter.wants(event);
            if (wanted && !isRepeat(event)) {
                InFlightEvent taken = new InFlightEvent(event, page, commit);
                reporter.statistics().handedOut(taken.created());
                commit.begin(event.getEventId());
                events.remove();
                if (events.isEmpty()) {
                    commit.complete();
                    commit = null;
                }
                return taken;
            }
            events.remove();
            if (wanted) {
                reporter.statistics().dropped();
            }
        }
        return null;
    }

    // In this order: an id is remembered before it is no longer in flight.
    private boolean isRepeat(BoxEvent event) throws PositionStoreException {
        String id = event.getEventId();
        return id != null && (commits.isInFlight(id) || delivered.contains(id));
    }

    /**
     * For the stream, which wants to know whether a page brings it on. If the repository does not say, the event is taken for
     * new: when it is handed out, the repository is asked again, and its failure is reported.
     */
    boolean isWantedAndNew(BoxEvent event) {
        try {
            return filter.wants(event) && !isRepeat(event);
        } catch (PositionStoreException e) {
            return true;
        }
    }
}
