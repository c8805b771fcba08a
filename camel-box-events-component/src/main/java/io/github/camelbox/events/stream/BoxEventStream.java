// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.StreamPositions;

/**
 * The events of a Box stream as an endless sequence of pages: the long-poll cycle as a state machine.
 *
 * <pre>
 * opening     the HTTP client and the credentials            -> draining
 * draining    GET /events until nothing new is left          -> connecting, or waiting if a real-time server is at hand
 * connecting  OPTIONS /events: the real-time servers         -> waiting
 * waiting     the long poll   new_change                     -> draining
 *                             retry_timeout passed           -> waiting, on the same URL
 *                             reconnect, max_retries,
 *                             ttl passed, polls used up      -> draining, then connecting
 *                             quiet, the last page not yet
 *                             confirmed                      -> draining, while the poll stays open
 * any of them anything else: an error, an unknown message    -> backing off, then draining (and connecting)
 *             suspended                                      -> suspended, then draining
 * </pre>
 *
 * The streams of an enterprise have no long poll: there, waiting is a pause, and draining follows.
 * <p>
 * Each way round the cycle passes through draining: should a wake-up be missed, its events are late, never lost.
 * <p>
 * A blocking, pull-style object for one thread at a time. {@link #next} throws its failures; the caller hands them to
 * {@link #failed} and calls again, which repeats the step that failed, after a delay.
 *
 * @see <a href="https://developer.box.com/guides/events/user-events/polling/">Box: Use long polling</a>
 */
public final class BoxEventStream {

    private final StreamOpener opener;
    private final StreamSettings settings;
    private final StreamReporter reporter;
    private final BooleanSupplier isDone;
    private final Gate gate;

    // Owned by the thread that calls next().
    private final PageFetcher pages;
    private final DrainProgress progress;
    private final LongPolling polling;
    private final Pace pace;
    private boolean progressed;
    private int opening = 1;

    // Written by that thread, read by any; wake the other way round.
    private volatile BoxClient client;
    private volatile StreamState state = StreamState.OPENING;
    private volatile String position;
    private final AtomicBoolean wake = new AtomicBoolean();

    /**
     * @param isWantedAndNew whether an event passes the filters and has not been delivered: others are no progress
     * @param isDone         whether every event that was handed out is done
     * @param gate           ends the waits while it is closed; whoever closes it calls {@link #cut()} next
     */
    public BoxEventStream(StreamOpener opener, Executor executor, StreamSettings settings, String position,
            Predicate<BoxEvent> isWantedAndNew, BooleanSupplier isDone, StreamReporter reporter, Gate gate) {
        this.opener = opener;
        this.settings = settings;
        this.position = position;
        this.reporter = reporter;
        this.isDone = isDone;
        this.gate = gate;
        this.pages = new PageFetcher(executor, gate, settings.limit());
        this.progress = new DrainProgress(isWantedAndNew);
        this.polling = new LongPolling(executor, settings, reporter, gate, wake::get);
        this.pace = new Pace(settings, polling, reporter);
    }

    /**
     * The next page that has events or leads to a new position; its events may have been delivered before. Once the page cannot
     * be forgotten any more, the caller calls {@link #advance}; until then, the same page comes again.
     *
     * @param  deadline  how long to wait for it; one that has passed still asks Box once
     * @return           the page; null if the deadline passed first, {@link #wake} was called, or the stream has ended
     * @throws Exception for {@link #failed}; a {@link CancelledException} if the gate is closed
     */
    public EventPage next(Deadline deadline) throws Exception {
        if (deadline.isFinite() && isAboutToWait()) {
            // The caller was away since the last page: look first, then wait.
            polling.drop();
            enter(StreamState.DRAINING);
        }
        while (state != StreamState.STOPPED) {
            if (isReopened()) {
                resumed();
            }
            if (isAboutToWait() && deadline.hasPassed() || !awaitTurn(pace.turn(state, pages.isAhead()), deadline)) {
                return null;
            }
            EventPage page = step(deadline);
            if (page != null) {
                return page;
            }
        }
        return null;
    }

    private boolean isReopened() {
        return opening != gate.openings();
    }

    private boolean isAboutToWait() {
        return state == StreamState.CONNECTING || state == StreamState.WAITING;
    }

    private void resumed() {
        opening = gate.openings();
        restart(position);
    }

    /** Fetches from a position on, next of all: that of another consumer, say. */
    public void restart(String newPosition) {
        position = newPosition;
        progress.drained();
        polling.drop();
        if (state != StreamState.STOPPED) {
            StreamState first = client == null ? StreamState.OPENING : StreamState.DRAINING;
            enter(pace.backoff().hasPassed() ? first : StreamState.BACKING_OFF);
        }
    }

    private EventPage step(Deadline deadline) throws Exception {
        switch (state) {
            case OPENING -> open();
            case DRAINING -> {
                return drain(deadline);
            }
            case CONNECTING -> {
                polling.connected(client.realtimeServers());
                reporter.responded(Operation.CONNECT);
                enter(StreamState.WAITING);
            }
            case WAITING -> {
                if (settings.longPoll()) {
                    enter(polling.await(position, deadline));
                } else {
                    awaitInterval(deadline);
                }
            }
            case BACKING_OFF, SUSPENDED -> enter(client == null ? StreamState.OPENING : StreamState.DRAINING);
            default -> throw new IllegalStateException(state.toString());
        }
        return null;
    }

    private void open() throws Exception {
        BoxClient opened = opener.open(gate, pace::requested, wake::get);
        polling.use(opened);
        client = opened;
        if (gate.isEnded()) {
            // Whoever ended it may not have seen the client.
            opened.close();
            throw new CancelledException();
        }
        reporter.succeeded(Operation.OPEN);
        enter(StreamState.DRAINING);
    }

    // One page; null if it has nothing to deliver and nothing to remember.
    private EventPage drain(Deadline deadline) throws BoxApiException {
        polling.fetching();
        EventPage page;
        try {
            page = pages.get(client, position);
        } catch (BoxApiException e) {
            if (!e.isInvalidPosition() || settings.restartPosition() == null || StreamPositions.isStart(position)) {
                throw e;
            }
            reporter.positionAbandoned(position, settings.restartPosition(), e);
            position = settings.restartPosition();
            return null;
        }
        reporter.responded(Operation.FETCH);
        boolean newEvents = progress.hasNewEvents(page, polling.wasQuiet());
        polling.fetched(newEvents, progress.hasNews(page));
        progressed = progress.accept(page, newEvents);
        boolean drained = !progressed || page.events().isEmpty()
                || polling.putsOffConfirmation(page.events().size(), !deadline.isFinite());
        if (drained && pages.isFresh()) {
            progress.drained();
            enter(settings.longPoll() ? polling.drained() : StreamState.WAITING);
        } else if (!drained && pace.hasBudgetForTwo()) {
            pages.prefetchAfter(client, page);
        }
        progress.remember(page, newEvents);
        return progressed || page.isMoved() ? page : null;
    }

    /** The page of {@link #next} is safe with the caller: what Box is asked next starts after it. */
    public void advance(EventPage page) {
        position = page.nextPosition();
    }

    // Without long poll, waiting is a pause.
    private void awaitInterval(Deadline deadline) {
        if (settings.end() != null && !progressed && !pages.lastBegan().isBefore(settings.end()) && isDone.getAsBoolean()) {
            enter(StreamState.STOPPED);
            reporter.completed();
        } else if (awaitTurn(Deadline.in(settings.pollInterval()), deadline)) {
            enter(StreamState.DRAINING);
        }
    }

    /** Reports what {@link #next}, or a step of the caller's, threw, and puts the next step off. */
    public void failed(Throwable failure) {
        enter(pace.failed(state, failure));
    }

    /** Waits out the delay after a failure of the store; false if the deadline passes first, or {@link #wake} was called. */
    public boolean awaitStore(Deadline deadline) {
        return awaitTurn(pace.storeBackoff(), deadline);
    }

    private boolean awaitTurn(Deadline turn, Deadline deadline) {
        gate.await(() -> !gate.isOpen() || isReopened() || wake.get(), turn.or(deadline));
        if (!gate.isOpen()) {
            throw new CancelledException();
        }
        return !wake.get() && turn.hasPassed();
    }

    private void enter(StreamState next) {
        StreamState previous = state;
        if (previous != next) {
            state = next;
            reporter.stateChanged(previous, next);
        }
    }

    /** The gate was closed while this thread ran the stream; for good, if it is not going to be opened again. */
    public void suspended(boolean forGood) {
        if (state != StreamState.STOPPED) {
            enter(forGood || gate.isEnded() ? StreamState.STOPPED : StreamState.SUSPENDED);
        }
    }

    /** Ends the wait, or the long poll, of the thread that runs the stream: {@link #next} returns. For any thread. */
    public void wake() {
        wake.set(true);
        gate.signal();
        withClient(BoxClient::cutPoll);
    }

    /** Forgets that {@link #wake} was called. */
    public void woken() {
        wake.set(false);
    }

    /** Ends the running requests, since the gate was closed. For any thread; does not wait. */
    public void cut() {
        withClient(BoxClient::cut);
    }

    /** Releases the HTTP client and the credentials, since the gate has ended. For any thread; does not wait. */
    public void close() {
        cut();
        withClient(BoxClient::close);
    }

    private void withClient(Consumer<BoxClient> action) {
        BoxClient current = client;
        if (current != null) {
            action.accept(current);
        }
    }

    /** Whether the stream has given up or is complete. */
    public boolean isOver() {
        return state == StreamState.STOPPED;
    }

    /** For any thread. */
    public StreamState state() {
        return state;
    }

    /** What Box is asked next: the position after the last page. For any thread. */
    public String position() {
        return position;
    }
}
