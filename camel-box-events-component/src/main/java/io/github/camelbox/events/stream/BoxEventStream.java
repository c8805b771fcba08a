// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
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
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;

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
 * A blocking, pull-style object for one thread at a time. It does not handle its failures: {@link #next} throws them, the caller
 * hands them to {@link #failed} and calls again, which repeats the step that failed, after a delay. {@link #cut}, {@link #wake},
 * {@link #state()} and {@link #position()} are for any thread.
 *
 * @see <a href="https://developer.box.com/guides/events/user-events/polling/">Box: Use long polling</a>
 */
public final class BoxEventStream {

    /** Gets the HTTP client and the credentials. */
    public interface Opener {

        /**
         * @param gate    must end the calls while it is closed
         * @param meter   must be told of each request
         * @param noPolls must end the long polls while it holds
         */
        BoxClient open(Gate gate, Consumer<Operation> meter, BooleanSupplier noPolls) throws Exception;
    }

    // Set once.
    private final Opener opener;
    private final StreamSettings settings;
    private final RequestBudget budget;
    private final StreamListener listener;
    private final CurrentErrors errors;
    private final BooleanSupplier isDone;
    private final Gate gate;

    // Owned by the thread that calls next().
    private final PageFetcher pages;
    private final DrainProgress progress;
    private final LongPolling polling;
    private final Backoff backoff;
    private boolean progressed;
    private int opening = 1;

    // Written by that thread, read by any.
    private volatile BoxClient client;
    private volatile StreamState state = StreamState.OPENING;
    private volatile String position;

    // Set by any thread, cleared by that one.
    private final AtomicBoolean wake = new AtomicBoolean();

    /**
     * @param opener         gets what the requests need, in the state opening
     * @param executor       fetches a page, or polls, while the caller is busy
     * @param position       where to start: a position, {@code 0} or {@code now}
     * @param isWantedAndNew whether an event passes the filters and has not been delivered: a page without such events is no
     *                       progress
     * @param isDone         whether every event that was handed out is done
     * @param gate           ends the waits while it is closed; whoever closes it calls {@link #cut()} next
     */
    public BoxEventStream(Opener opener, Executor executor, StreamSettings settings, String position,
                          Predicate<BoxEvent> isWantedAndNew, BooleanSupplier isDone, StreamListener listener, CurrentErrors errors,
                          Gate gate) {
        this.opener = opener;
        this.settings = settings;
        this.position = position;
        this.listener = listener;
        this.errors = errors;
        this.isDone = isDone;
        this.gate = gate;
        this.budget = new RequestBudget(settings.maxRequestsPerMinute());
        this.pages = new PageFetcher(executor, gate);
        this.progress = new DrainProgress(isWantedAndNew);
        this.polling = new LongPolling(executor, settings, listener, errors, gate, wake::get);
        this.backoff = new Backoff(settings.retryPolicy(), errors, listener);
    }

    /**
     * The next page that has events or leads to a new position; its events may have been delivered before. Once the page cannot
     * be forgotten any more, the caller calls {@link #advance}; until then, the same page comes again.
     *
     * @param  deadline           how long to wait for it; one that has passed still asks Box once
     * @return                    the page; null if the deadline passed first, {@link #wake} was called, or the stream is over
     * @throws CancelledException if the gate is closed
     * @throws Exception          if something failed, for {@link #failed}
     */
    public EventPage next(Deadline deadline) throws Exception {
        if (opening != gate.openings()) {
            resumed();
        }
        if (deadline.isFinite() && (state == StreamState.WAITING || state == StreamState.CONNECTING)) {
            // The caller was away since the last page: look first, then wait.
            polling.drop();
            enter(StreamState.DRAINING);
        }
        while (state != StreamState.STOPPED) {
            boolean aboutToWait = state == StreamState.CONNECTING || state == StreamState.WAITING;
            if (aboutToWait && deadline.hasPassed() || !awaitTurn(turn(), deadline)) {
                return null;
            }
            EventPage page = step(deadline);
            if (page != null) {
                return page;
            }
        }
        return null;
    }

    private void resumed() {
        polling.drop();
        opening = gate.openings();
        if (state != StreamState.BACKING_OFF && state != StreamState.STOPPED) {
            enter(client == null ? StreamState.OPENING : StreamState.DRAINING);
        }
    }

    private EventPage step(Deadline deadline) throws Exception {
        switch (state) {
            case OPENING -> open();
            case DRAINING -> {
                return drain(deadline);
            }
            case CONNECTING -> connect();
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
        BoxClient opened = opener.open(gate, this::requested, wake::get);
        polling.use(opened);
        client = opened;
        if (gate.isEnded()) {
            // Whoever ended it may not have seen the client.
            opened.close();
            throw new CancelledException();
        }
        succeeded(Operation.OPEN);
        enter(StreamState.DRAINING);
    }

    /** Draining: one page. Null if it has nothing to deliver and nothing to remember. */
    private EventPage drain(Deadline deadline) throws BoxApiException {
        polling.fetching();
        EventPage page;
        try {
            page = pages.get(client, position);
        } catch (BoxApiException e) {
            if (!e.isInvalidPosition() || settings.restartPosition() == null || isStart(position)) {
                throw e;
            }
            listener.positionAbandoned(position, settings.restartPosition(), e);
            position = settings.restartPosition();
            return null;
        }
        succeeded(Operation.FETCH);
        if (polling.wasQuiet()) {
            progress.quiet();
        }
        boolean newEvents = progress.hasNewEvents(page);
        if (newEvents) {
            errors.flowing();
        }
        polling.fetched(newEvents);
        progressed = progress.accept(page, newEvents);
        boolean last = !progressed || page.events().isEmpty();
        if (last || polling.putsOffConfirmation(page.events().size(), !deadline.isFinite())) {
            enter(settings.longPoll() ? polling.drained() : StreamState.WAITING);
        } else if (isBacklog(page) && budget.untilNext().isZero()) {
            pages.prefetch(client, page.nextPosition());
        }
        return progressed || page.isMoved() ? page : null;
    }

    private static boolean isStart(String position) {
        return position.equals(StreamPositions.EARLIEST) || position.equals(StreamPositions.NOW);
    }

    // After a page with less there is hardly another one; to ask at once would only disturb the route.
    private boolean isBacklog(EventPage page) {
        return page.events().size() > settings.limit() / 2;
    }

    /** The page that {@link #next} returned is safe with the caller: what Box is asked next starts after it. */
    public void advance(EventPage page) {
        position = page.nextPosition();
    }

    private void connect() throws BoxApiException {
        polling.connected(client.realtimeServers());
        succeeded(Operation.CONNECT);
        enter(StreamState.WAITING);
    }

    /** Waiting, on a stream for which Box has no long poll: a pause. */
    private void awaitInterval(Deadline deadline) {
        if (settings.end() != null && !progressed && !pages.lastBegan().isBefore(settings.end()) && isDone.getAsBoolean()) {
            enter(StreamState.STOPPED);
            listener.completed();
        } else if (awaitTurn(Deadline.in(settings.pollInterval()), deadline)) {
            enter(StreamState.DRAINING);
        }
    }

    /**
     * Puts the stream off after a failure, and reports it.
     *
     * @param failure what {@link #next}, or a step of the caller's, threw
     */
    public void failed(Throwable failure) {
        enter(backoff.failed(state, failure, polling));
    }

    /** An operation works: ends its error, and the count of its failures. */
    public void succeeded(Operation operation) {
        if (operation == Operation.CONNECT || operation == Operation.FETCH) {
            CurrentError login = errors.ended(Operation.TOKEN);
            if (login != null) {
                listener.succeeded(Operation.TOKEN, login);
            }
        }
        listener.succeeded(operation, errors.ended(operation));
    }

    private void requested(Operation operation) {
        if (operation != Operation.POLL) {
            budget.take();
        }
        listener.requested(operation);
    }

    // When the next step may be taken: after a failure, for the pace, and within the budget.
    private Deadline turn() {
        return switch (state) {
            // What has been prefetched has been paid for.
            case DRAINING -> pages.isAhead() ? backoff.notBefore() : backoff.notBefore().and(Deadline.in(budget.untilNext()));
            case CONNECTING -> backoff.notBefore().and(Deadline.in(budget.untilNext()));
            case WAITING -> backoff.notBefore().and(polling.turn());
            default -> backoff.notBefore();
        };
    }

    /**
     * Waits out the delay after a failure.
     *
     * @return                    false if the deadline would pass first, or {@link #wake} was called
     * @throws CancelledException if the gate is closed
     */
    public boolean awaitBackoff(Deadline deadline) {
        return awaitTurn(backoff.notBefore(), deadline);
    }

    private boolean awaitTurn(Deadline turn, Deadline deadline) {
        gate.await(() -> !gate.isOpen() || wake.get(), turn.or(deadline));
        if (!gate.isOpen()) {
            throw new CancelledException();
        }
        return !wake.get() && turn.hasPassed();
    }

    private void enter(StreamState next) {
        StreamState previous = state;
        if (previous != next) {
            state = next;
            listener.stateChanged(previous, next);
        }
    }

    /** The gate was closed while this thread ran the stream. */
    public void suspended() {
        if (state != StreamState.STOPPED) {
            enter(gate.isEnded() ? StreamState.STOPPED : StreamState.SUSPENDED);
        }
    }

    /** Ends the wait, or the long poll, of the thread that runs the stream: {@link #next} returns. For any thread. */
    public void wake() {
        wake.set(true);
        gate.signal();
        BoxClient current = client;
        if (current != null) {
            current.cutPoll();
        }
    }

    /** Whether {@link #wake} was called since this was asked last. */
    public boolean wasWoken() {
        return wake.getAndSet(false);
    }

    /** Ends the running requests, since the gate was closed. For any thread; does not wait. */
    public void cut() {
        BoxClient current = client;
        if (current != null) {
            current.cut();
        }
    }

    /** Releases the HTTP client and the credentials, since the gate has ended. For any thread; does not wait. */
    public void close() {
        BoxClient current = client;
        if (current != null) {
            current.cut();
            current.close();
        }
    }

    /** Whether the stream has given up or is complete. */
    public boolean isOver() {
        return state == StreamState.STOPPED;
    }

    /** Where the stream is in its cycle. For any thread. */
    public StreamState state() {
        return state;
    }

    /** What Box is asked next: the position after the last page. For any thread. */
    public String position() {
        return position;
    }
}
