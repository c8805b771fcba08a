// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.RealtimeServer;
import io.github.camelbox.events.box.StopSignal;
import io.github.camelbox.events.box.StreamSettings;

/**
 * The events of a Box user as an endless sequence of pages: the long-poll cycle as a state machine.
 *
 * <pre>
 * draining    GET /events until nothing new is left          -> connecting, or waiting if a real-time server is at hand
 * connecting  OPTIONS /events: the real-time server          -> waiting
 * waiting     the long poll   new_change                     -> draining
 *                             retry_timeout passed           -> waiting, on the same URL
 *                             reconnect, max_retries,
 *                             ttl passed, polls used up      -> draining, then connecting
 * any of them anything else: an error, an unknown answer     -> backing off, then draining (and connecting)
 * </pre>
 *
 * The streams of an enterprise have no long poll: there, waiting is a pause, and draining follows.
 * <p>
 * Each way round the cycle passes through draining: should a wake-up be missed, its events are late, never lost.
 * <p>
 * A blocking, pull-style object for one thread; {@link #stop()}, {@link #state()} and {@link #position()} are for any.
 *
 * @see <a href="https://developer.box.com/guides/events/user-events/polling/">Box: Use long polling</a>
 */
public final class BoxEventStream {

    // The server's retry_timeout plus this: the server is to end the poll, not the client.
    private static final Duration LONG_POLL_MARGIN = Duration.ofSeconds(1);
    // An intermediary that cuts an idle connection does so after a while; a poll that ends at once has failed.
    private static final Duration IDLE_CUT = Duration.ofSeconds(10);

    // Set once.
    private final BoxClient client;
    private final PageFetcher pages;
    private final StreamSettings settings;
    private final RequestBudget budget;
    private final StreamListener listener;
    private final StopSignal stop;

    // Owned by the thread that calls next().
    private final Map<Operation, Integer> failures = new EnumMap<>(Operation.class);
    private final WakeUpPace pace = new WakeUpPace();
    private final DrainProgress progress;
    private RealtimeServer server;
    private long serverSince;
    private int polls;
    private long notBefore = System.nanoTime();

    // Written by that thread, read by any.
    private volatile StreamState state = StreamState.DRAINING;
    private volatile String position;

    /**
     * @param client   makes the requests
     * @param fetchers fetch a page while the caller is busy with the one before
     * @param settings the stream's
     * @param position where to start: a position, {@code 0} or {@code now}
     * @param isNew    whether an event has not been delivered yet: a page without such events is not progress
     * @param listener hears of changes of state and of failures
     * @param stop     ends the stream's waits
     */
    public BoxEventStream(BoxClient client, Executor fetchers, StreamSettings settings, String position,
                          Predicate<BoxEvent> isNew, StreamListener listener, StopSignal stop) {
        this.client = client;
        this.pages = new PageFetcher(client, fetchers, stop);
        this.settings = settings;
        this.position = position;
        this.progress = new DrainProgress(isNew);
        this.listener = listener;
        this.stop = stop;
        this.budget = new RequestBudget(settings.maxRequestsPerMinute());
        client.onRequest(this::requested);
    }

    /**
     * The next page that has events or leads to a new position; its events may have been delivered before. What Box is asked
     * next starts after this page, so the caller first sees to it that the page is not forgotten.
     *
     * @param  deadline how long to wait for it; one that has passed still asks Box once
     * @return          the page; null if the deadline passed first, or the stream is over
     */
    public EventPage next(Deadline deadline) {
        if (deadline.isFinite() && (state == StreamState.WAITING || state == StreamState.CONNECTING)) {
            // The caller was away since the last page: look first, then wait.
            enter(StreamState.DRAINING);
        }
        try {
            while (!stop.isRequested() && state != StreamState.STOPPED) {
                boolean aboutToWait = state == StreamState.CONNECTING || state == StreamState.WAITING;
                if (aboutToWait && deadline.hasPassed()) {
                    return null;
                }
                if (!awaitTurn(deadline)) {
                    if (stop.isRequested()) {
                        break;
                    }
                    return null;
                }
                EventPage page = step(deadline);
                if (page != null) {
                    return page;
                }
            }
        } catch (BoxClient.CancelledException e) {
            // Stopped from outside.
        }
        enter(StreamState.STOPPED);
        return null;
    }

    private EventPage step(Deadline deadline) {
        try {
            switch (state) {
                case DRAINING -> {
                    return drain();
                }
                case CONNECTING -> connect();
                case WAITING -> {
                    if (settings.pollInterval() == null) {
                        awaitChange(deadline);
                    } else {
                        awaitInterval(deadline);
                    }
                }
                case BACKING_OFF -> enter(StreamState.DRAINING);
                default -> throw new IllegalStateException(state.toString());
            }
        } catch (BoxApiException e) {
            failed(e);
        } catch (BoxClient.CancelledException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // A defect, or memory ran out: reported and tried again like any failure, for the stream must not die of it.
            failed(new IllegalStateException("unexpected " + e, e));
        }
        return null;
    }

    /** Draining: one page. Null if it has nothing to deliver and nothing to remember. */
    private EventPage drain() throws BoxApiException {
        EventPage page;
        try {
            page = pages.get(position);
        } catch (BoxApiException e) {
            if (!e.isInvalidPosition() || !isAbandonable()) {
                throw e;
            }
            listener.positionAbandoned(position, settings.restartPosition(), e);
            position = settings.restartPosition();
            return null;
        }
        succeeded(Operation.FETCH);
        boolean newEvents = progress.hasNewEvents(page);
        if (newEvents) {
            pace.fruitful();
        }
        boolean goesOn = progress.accept(page, newEvents);
        if (!goesOn || page.events().isEmpty()) {
            enter(server == null && settings.pollInterval() == null ? StreamState.CONNECTING : StreamState.WAITING);
        }
        if (goesOn && isBacklog(page) && budget.untilNext().isZero()) {
            pages.fetchAhead(page.nextPosition());
        }
        // The last step: whatever may go wrong before leads to the same page again.
        position = page.nextPosition();
        return goesOn || page.isMoved() ? page : null;
    }

    // After a page with less there is hardly another one; to ask at once would only disturb the route.
    private boolean isBacklog(EventPage page) {
        return page.events().size() > settings.limit() / 2;
    }

    private boolean isAbandonable() {
        return settings.restartPosition() != null && !position.equals(StreamSettings.EARLIEST)
                && !position.equals(StreamSettings.NOW);
    }

    /** Connecting: a fresh real-time server. */
    private void connect() throws BoxApiException {
        server = client.realtimeServer();
        succeeded(Operation.CONNECT);
        serverSince = System.nanoTime();
        polls = 0;
        enter(StreamState.WAITING);
    }

    /** Waiting: one long poll. */
    private void awaitChange(Deadline deadline) throws BoxApiException {
        Duration serversTimeout = settings.longPollTimeout() != null
                ? settings.longPollTimeout()
                : server.retryTimeout().plus(LONG_POLL_MARGIN);
        Duration timeout = deadline.isBefore(serversTimeout) ? deadline.remaining() : serversTimeout;
        if (timeout.isZero()) {
            return;
        }
        long start = System.nanoTime();
        String message;
        try {
            polls++;
            message = client.longPoll(server, position, timeout);
        } catch (BoxApiException e) {
            if (e instanceof HttpCaller.UnreachableException && deadline.hasPassed()) {
                // The caller's time was up before there was a connection, which says nothing about the server.
                return;
            }
            if (!isIdleCut(e, elapsedSince(start))) {
                throw e;
            }
            succeeded(Operation.LONG_POLL);
            reconnect();
            return;
        }
        if (message != null || timeout.equals(serversTimeout)) {
            // A poll that the caller's deadline has cut short says nothing about Box.
            notBefore = System.nanoTime() + pace.wokenUpAfter(elapsedSince(start)).toNanos();
        }
        if (message == null) {
            // retry_timeout passed, which is normal: the same URL again, as long as it is good.
            succeeded(Operation.LONG_POLL);
            if (isServerUsedUp()) {
                reconnect();
            }
            return;
        }
        switch (message) {
            // new_message is what Box said in earlier years.
            case "new_change", "new_message" -> {
                succeeded(Operation.LONG_POLL);
                if (isServerUsedUp()) {
                    server = null;
                }
                enter(StreamState.DRAINING);
            }
            case "reconnect", "max_retries" -> {
                succeeded(Operation.LONG_POLL);
                reconnect();
            }
            default -> throw client.unknownMessage(message);
        }
    }

    /** Waiting, on a stream for which Box has no long poll: a pause. */
    private void awaitInterval(Deadline deadline) {
        if (settings.end() != null && Instant.now().isAfter(settings.end())) {
            enter(StreamState.STOPPED);
            listener.completed();
            return;
        }
        if (deadline.isBefore(settings.pollInterval())) {
            stop.await(deadline.remaining());
        } else if (!stop.await(settings.pollInterval())) {
            enter(StreamState.DRAINING);
        }
    }

    private void reconnect() {
        server = null;
        enter(StreamState.DRAINING);
    }

    private boolean isServerUsedUp() {
        int maxRetries = settings.longPollMaxRetries() != null ? settings.longPollMaxRetries() : server.maxRetries();
        return polls >= maxRetries || elapsedSince(serverSince).compareTo(server.ttl()) >= 0;
    }

    // Proxies and load balancers end connections that were idle for long, some with an answer of their own.
    private static boolean isIdleCut(BoxApiException e, Duration elapsed) {
        return elapsed.compareTo(IDLE_CUT) >= 0 && !(e instanceof HttpCaller.UnreachableException)
                && (e.status() == 0 || e.status() == 408 || e.status() == 504);
    }

    /**
     * Puts the stream off after a failure of its caller's, as after one of its own.
     *
     * @param operation what failed
     * @param failure   why
     */
    public void backOff(Operation operation, Exception failure) {
        int count = failures.merge(operation, 1, Integer::sum);
        if (settings.retryPolicy().isExhausted(count)) {
            enter(StreamState.STOPPED);
            listener.gaveUp(operation, failure, count);
            return;
        }
        Duration delay = failure instanceof BoxApiException api
                ? settings.retryPolicy().delay(count, api)
                : settings.retryPolicy().delay(count);
        notBefore = System.nanoTime() + delay.toNanos();
        enter(StreamState.BACKING_OFF);
        listener.failed(operation, failure, count, delay);
    }

    private void failed(Exception failure) {
        Operation operation = switch (state) {
            case CONNECTING -> Operation.CONNECT;
            case WAITING -> Operation.LONG_POLL;
            default -> Operation.FETCH;
        };
        if (operation != Operation.FETCH) {
            server = null;
        }
        backOff(operation, failure);
    }

    /**
     * Ends the count of an operation's failures.
     */
    public void succeeded(Operation operation) {
        Integer count = failures.remove(operation);
        listener.succeeded(operation, count == null ? 0 : count);
    }

    private void requested(Operation operation) {
        budget.take();
        listener.requested(operation);
    }

    /**
     * Waits until the next request may be made: after a failure, for the pace, and within the budget.
     *
     * @return whether it may be made; false if the deadline would pass first, or the stream is stopped
     */
    public boolean awaitTurn(Deadline deadline) {
        // What has been fetched ahead has been paid for.
        long budgeted = pages.isAhead() ? 0 : budget.untilNext().toNanos();
        Duration wait = Duration.ofNanos(Math.max(notBefore - System.nanoTime(), budgeted));
        if (!wait.isZero() && deadline.isBefore(wait)) {
            stop.await(deadline.remaining());
            return false;
        }
        return !stop.await(wait);
    }

    private void enter(StreamState next) {
        StreamState previous = state;
        if (previous != next) {
            state = next;
            listener.stateChanged(previous, next);
        }
    }

    /**
     * Ends the stream: a running request is cut off, and {@link #next} answers null. For any thread; does not wait.
     */
    public void stop() {
        stop.request();
        client.cancel();
    }

    /** Where the stream is in its cycle. For any thread. */
    public StreamState state() {
        return state;
    }

    /** What Box is asked next: the position after the last page. For any thread. */
    public String position() {
        return position;
    }

    private static Duration elapsedSince(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
