// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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
import io.github.camelbox.events.stream.StreamState;

/**
 * The events of a stream one by one, or in a batch for each page: wanted ones, without repeats. Before one is handed out, what
 * has to be stored is stored.
 * <p>
 * Owned by the thread that has the turn. A step that throws changes nothing: it is simply repeated.
 */
final class EventFeed {

    private final BoxEventStream stream;
    private final CommitLog commits;
    private final CommitWriter writer;
    private final DuplicateFilter delivered;
    private final SubscriptionSettings settings;
    private final Lanes lanes;
    private final StreamReporter reporter;

    private EventPage page;
    private CommitLog.Page commit;
    private Deque<BoxEvent> events = new ArrayDeque<>();
    // Looked at, and begun: they are not looked up again if a later one cannot be.
    private final List<BoxEvent> taken = new ArrayList<>();
    private boolean storeFailed;

    EventFeed(BoxEventStream stream, CommitLog commits, CommitWriter writer, DuplicateFilter delivered,
            SubscriptionSettings settings, Lanes lanes, StreamReporter reporter) {
        this.stream = stream;
        this.commits = commits;
        this.writer = writer;
        this.delivered = delivered;
        this.settings = settings;
        this.lanes = lanes;
        this.reporter = reporter;
    }

    /**
     * The next event, or batch.
     *
     * @param  deadline  how long to wait for it; one that has passed still asks Box once
     * @return           the event; null if the deadline passed first, the stream was woken or has ended, or the lanes are full
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
            if (commit != null || lanes.isFull()) {
                lanes.warnIfFull();
                return null;
            }
            // Box has been asked now, and not only ahead, and has nothing.
            EventPage next = nothing && deadline.hasPassed() ? null : stream.next(deadline);
            if (next == null) {
                return null;
            }
            open(next);
            nothing = next.events().isEmpty() && stream.state() != StreamState.DRAINING;
        }
        return null;
    }

    // The next event of a lane or of the page, with everything stored before it; null, with everything stored, if there is none.
    private InFlightEvent nextStored() throws PositionStoreException {
        boolean recovers = storeFailed;
        storeFailed = true;
        writer.flush();
        follow();
        InFlightEvent next = lanes.next();
        InFlightEvent event = next != null ? next : nextOfPage();
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

    // Another consumer may have moved the position.
    private void follow() {
        if (commit != null && commit.isAbandoned()) {
            events.clear();
            taken.forEach(event -> commit.end(event.getEventId(), false));
            taken.clear();
            commit.complete();
            commit = null;
        }
        String restart = commits.restart();
        if (restart != null) {
            stream.restart(restart);
        }
    }

    // Nothing can fail between the first and the last change.
    private void open(EventPage next) {
        Deque<BoxEvent> loaded = new ArrayDeque<>(next.events());
        CommitLog.Page opened = commits.open(next.nextPosition());
        if (opened == null) {
            return;
        }
        page = next;
        commit = opened;
        events = loaded;
        stream.advance(next);
        reporter.catchUp().opened(!next.events().isEmpty());
    }

    private InFlightEvent nextOfPage() throws PositionStoreException {
        InFlightEvent next;
        do {
            next = nextUnit();
        } while (next != null && !lanes.enter(next));
        return next;
    }

    // An event, or a batch; null if there is none, or no more may be taken.
    private InFlightEvent nextUnit() throws PositionStoreException {
        while (!events.isEmpty() && !lanes.isFull() && (settings.batching() || taken.isEmpty())) {
            look(events.peek());
            events.remove();
        }
        InFlightEvent next = taken.isEmpty() ? null : new InFlightEvent(taken, settings.batching(), page, commit);
        taken.clear();
        if (events.isEmpty() && commit != null) {
            commit.complete();
            commit = null;
        }
        return next;
    }

    private void look(BoxEvent event) throws PositionStoreException {
        boolean wanted = settings.filter().wants(event);
        boolean repeat = wanted && isRepeat(event);
        if (repeat) {
            commit.drop(event.getEventId());
            reporter.statistics().dropped();
        } else if (wanted) {
            commit.begin(event.getEventId());
            taken.add(event);
        }
        reporter.catchUp().passed(event, wanted && !repeat);
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
            return settings.filter().wants(event) && !isRepeat(event);
        } catch (PositionStoreException e) {
            return true;
        }
    }
}
