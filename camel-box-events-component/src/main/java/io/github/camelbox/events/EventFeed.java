// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.StopSignal;
import io.github.camelbox.events.box.StreamSettings;
import io.github.camelbox.events.position.CommitLog;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.BoxEventStream;
import io.github.camelbox.events.stream.StreamState;

/**
 * What both consumers sit on: the events of the stream one by one, from the stored position on, without repeats, and the
 * position stored behind them. One feed is one run of a consumer: opened, stopped, closed.
 * <p>
 * {@link #take} is for one thread at a time; the rest is for any.
 */
final class EventFeed {

    private final HttpClients.Lease http;
    private final StopSignal stop;
    private final StreamStatistics statistics;
    private final Set<String> eventTypes;
    private final CommitLog commits;
    private final BoxEventStream stream;

    // Owned by the thread that takes: the page that is being handed out.
    private EventPage page;
    private CommitLog.Page commit;
    private final Deque<BoxEvent> events = new ArrayDeque<>();
    private boolean storeFailed;

    private EventFeed(BoxEventsEndpoint endpoint, CommitLog commits, String position, StreamReporter reporter, StopSignal stop)
            throws Exception {
        StreamSettings settings = endpoint.options().streamSettings();
        Credentials credentials = endpoint.credentials();
        this.eventTypes = endpoint.options().clientSideEventTypes();
        this.stop = stop;
        this.statistics = reporter.statistics();
        this.commits = commits;
        // The last that can fail: who does not get the feed cannot give it back.
        this.http = endpoint.leaseHttpClient();
        BoxClient client = new BoxClient(http.client(), endpoint.alarms(), credentials, settings, stop);
        this.stream = new BoxEventStream(client, endpoint.fetchers(), settings, position, this::isNew, reporter, stop);
    }

    /**
     * Opens a feed at the stored position, or where the option {@code streamPosition} says. Sends no request yet.
     *
     * @param  store                  has the position, and gets it
     * @param  delivered              the events that are not to be delivered again
     * @param  stop                   ends its waits
     * @throws PositionStoreException if the stored position cannot be read
     */
    static EventFeed open(
            BoxEventsEndpoint endpoint, PositionStore store, DuplicateFilter delivered, StreamReporter reporter,
            StopSignal stop)
            throws Exception {
        String stored = store.load();
        String position = stored != null ? stored : endpoint.options().startPosition();
        return new EventFeed(endpoint, new CommitLog(store, delivered), position, reporter, stop);
    }

    /**
     * The next event that has not been delivered yet. Before it is handed out, what was to be stored is stored.
     *
     * @param  deadline how long to wait for it; one that has passed still asks Box once
     * @return          the event; null if the deadline passed first, or the feed is stopped
     */
    InFlightEvent take(Deadline deadline) {
        while (!stop.isRequested() && stream.state() != StreamState.STOPPED) {
            try {
                commits.flush();
                InFlightEvent event = nextOfPage();
                if (event == null) {
                    // A page that ends with repeats is stored only here, and it may be long until something happens again.
                    commits.flush();
                }
                if (storeFailed) {
                    storeFailed = false;
                    stream.succeeded(Operation.STORE_POSITION);
                }
                if (event != null) {
                    return event;
                }
            } catch (PositionStoreException e) {
                storeFailed = true;
                stream.backOff(Operation.STORE_POSITION, e);
                if (!stream.awaitTurn(deadline)) {
                    return null;
                }
                continue;
            }
            EventPage next = stream.next(deadline);
            if (next == null) {
                return null;
            }
            page = next;
            commit = commits.open(next.nextPosition());
            events.addAll(next.events());
            if (events.isEmpty()) {
                commit.complete();
                if (deadline.hasPassed()) {
                    // Box has been asked, and has nothing.
                    return null;
                }
            }
        }
        return null;
    }

    private InFlightEvent nextOfPage() throws PositionStoreException {
        while (!events.isEmpty()) {
            BoxEvent event = events.peek();
            boolean wanted = eventTypes.isEmpty() || eventTypes.contains(event.getEventType());
            boolean isNew = wanted && commit.begin(event);
            events.remove();
            if (events.isEmpty()) {
                commit.complete();
            }
            if (isNew) {
                InFlightEvent handedOut = new InFlightEvent(event, page, commit);
                statistics.handedOut(handedOut);
                return handedOut;
            }
            if (wanted) {
                statistics.dropped();
            }
        }
        return null;
    }

    // For the stream, which wants to know whether a page brings it on. If the repository does not say, the event is taken for
    // new: begin() then asks again, and reports it.
    private boolean isNew(BoxEvent event) {
        try {
            return commits.isNew(event);
        } catch (PositionStoreException e) {
            return true;
        }
    }

    /** Ends the waits and the running request; {@link #take} answers null. Does not wait. */
    void stop() {
        stream.stop();
    }

    /** Gives the HTTP client back; to be called once, when no thread takes any more. Events in flight may still end. */
    void disconnect() {
        http.close();
    }

    /** From now on, events that end store nothing. */
    void close() {
        commits.close();
    }

    StreamState state() {
        return stream.state();
    }

    String position() {
        return stream.position();
    }
}
