// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.RealtimeServer;

/**
 * The state waiting of a stream that has a long poll: which server is polled, and which state its end leads to.
 * Owned by the thread that runs the stream.
 */
final class LongPolling {

    // The server's retry_timeout plus this: the server should end the poll, not the client.
    private static final Duration MARGIN = Duration.ofSeconds(1);
    // An intermediary that cuts an idle connection does so after a while; a poll that ends at once has failed.
    private static final Duration IDLE_CUT = Duration.ofSeconds(10);

    private final Executor executor;
    private final StreamSettings settings;
    private final StreamReporter reporter;
    private final Gate gate;
    private final BooleanSupplier isWoken;

    private final PollGuard guard = new PollGuard();
    private final RealtimeServers servers;
    private final LateConfirmation confirmation;
    private final PollFallback fallback;
    private BoxClient client;
    private OpenPoll poll;
    private boolean quiet;

    /**
     * A long poll from its opening to its end.
     *
     * @param byCaller whether the caller's deadline ends it, before the server would
     * @param trusted  when it has been open for so long that polls work
     * @param result   the message, or null if none came in time
     */
    private record OpenPoll(long since, boolean byCaller, Deadline trusted, CompletableFuture<String> result) {

        private Duration held() {
            return Duration.ofNanos(System.nanoTime() - since);
        }

        // Null if it has not failed.
        private Throwable failure() {
            return result.handle((message, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                    .getNow(null);
        }
    }

    LongPolling(Executor executor, StreamSettings settings, StreamReporter reporter, Gate gate, BooleanSupplier isWoken) {
        this.executor = executor;
        this.settings = settings;
        this.reporter = reporter;
        this.gate = gate;
        this.isWoken = isWoken;
        this.servers = new RealtimeServers(settings.longPollMaxRetries());
        this.confirmation = new LateConfirmation(settings.limit());
        this.fallback = new PollFallback(settings.longPoll() ? settings.pollInterval() : null);
    }

    /** Makes the polls from now on. */
    void use(BoxClient newClient) {
        client = newClient;
    }

    /** Box has handed out these servers. */
    void connected(List<RealtimeServer> fresh) {
        servers.set(fresh);
    }

    /** A page is about to be fetched. */
    void fetching() {
        fallback.fetched();
    }

    /** A page was fetched: whether it has a wanted, new event, and whether it has one that was on no page before. */
    void fetched(boolean newEvents, boolean hasNews) {
        if (newEvents) {
            guard.fruitful();
            reporter.errors().flowing();
        }
        confirmation.fetched(hasNews);
    }

    /** Something has failed: what was put off is covered by the drain that follows. */
    void drainFully() {
        confirmation.reset();
    }

    /** Whether the page just drained need not be confirmed before the long poll: if the caller stays, it is done later. */
    boolean putsOffConfirmation(int events, boolean callerStays) {
        return confirmation.putOff(events, callerStays);
    }

    /** Draining has ended: what comes next. */
    StreamState drained() {
        confirmation.drained();
        return servers.current() == null && !fallback.isPausing() ? StreamState.CONNECTING : StreamState.WAITING;
    }

    /** When the next step of waiting may be taken. */
    Deadline turn() {
        return poll == null ? guard.next() : Deadline.in(Duration.ZERO);
    }

    /** Whether a poll was quiet since this was asked last: what comes next is no echo. */
    boolean wasQuiet() {
        boolean was = quiet;
        quiet = false;
        return was;
    }

    /** Closes the poll that may be open: whatever it would tell is covered by a full drain. */
    void drop() {
        confirmation.reset();
        if (poll != null) {
            // Keeps it from being opened, if its thread has not come to that yet.
            poll.result.cancel(false);
            client.cutPoll();
            guard.ended(poll.held());
            poll = null;
        }
    }

    /** {@code OPTIONS} or the long poll has failed: whether Box is asked at an interval until it is tried again. */
    boolean failed(Duration delay) {
        servers.forget();
        drop();
        return fallback.failed(delay);
    }

    /**
     * Waits for the long poll, or for the time to do something while it is open: which state comes next. Throws the failure of
     * the poll if Box has named no other server.
     */
    StreamState await(String position, Deadline deadline) throws Exception {
        if (poll == null && fallback.isPausing()) {
            gate.await(() -> !gate.isOpen() || isWoken.getAsBoolean(), fallback.next().or(deadline));
            return fallback.nextFetch().hasPassed() ? StreamState.DRAINING : StreamState.WAITING;
        }
        if (poll == null && servers.current() == null) {
            return StreamState.CONNECTING;
        }
        if (poll == null && !open(position, deadline)) {
            return StreamState.WAITING;
        }
        OpenPoll open = poll;
        gate.await(() -> open.result.isDone() || !gate.isOpen() || isWoken.getAsBoolean(),
                deadline.or(confirmation.next()).or(fallback.nextFetch()).or(open.trusted));
        if (open.result.isDone()) {
            poll = null;
            return ended(open, deadline);
        }
        if (open.trusted.hasPassed()) {
            works();
        } else if (confirmation.begin() || fallback.nextFetch().hasPassed()) {
            return StreamState.DRAINING;
        } else if (confirmation.isSilent()) {
            if (confirmation.silent()) {
                reporter.distrusted();
            }
            drop();
        }
        return StreamState.WAITING;
    }

    private boolean open(String position, Deadline deadline) {
        Duration serversTimeout = settings.longPollTimeout() != null
                ? settings.longPollTimeout() : servers.current().retryTimeout().plus(MARGIN);
        boolean byCaller = deadline.isBefore(serversTimeout);
        Duration timeout = byCaller ? deadline.remaining() : serversTimeout;
        if (timeout.isZero()) {
            return false;
        }
        servers.polled();
        confirmation.pollOpened();
        boolean busyMeanwhile = confirmation.isPending() || fallback.isActive();
        RealtimeServer server = servers.current();
        poll = new OpenPoll(System.nanoTime(), byCaller, fallback.trust(), Gate.async(
                () -> client.longPoll(server, position, timeout), busyMeanwhile ? executor : Runnable::run));
        poll.result.whenComplete((message, failure) -> gate.signal());
        return true;
    }

    private StreamState ended(OpenPoll ended, Deadline deadline) throws Exception {
        boolean unconfirmed = confirmation.isPending();
        Throwable failure = ended.failure();
        String message = failure == null ? ended.result.join() : null;
        if (!isWakeUp(message)) {
            confirmation.reset();
        }
        if (failure instanceof HttpCaller.UnreachableException && deadline.hasPassed()
                || failure == null && message == null && ended.byCaller) {
            // The caller's time was up, which says nothing about the server.
            return StreamState.WAITING;
        }
        Duration held = ended.held();
        guard.ended(held);
        quiet |= held.compareTo(PollGuard.AT_ONCE) >= 0;
        if (failure instanceof CancelledException) {
            return unconfirmed ? StreamState.DRAINING : StreamState.WAITING;
        }
        if (failure != null) {
            return broken(failure, held);
        }
        if (message == null) {
            // retry_timeout passed, which is normal: the same URL again, as long as it is good.
            works();
            return servers.isUsedUp() ? reconnect() : unconfirmed ? StreamState.DRAINING : StreamState.WAITING;
        }
        return told(message, held);
    }

    // new_message is what Box said in earlier years.
    private static boolean isWakeUp(String message) {
        return "new_change".equals(message) || "new_message".equals(message);
    }

    private StreamState told(String message, Duration held) throws BoxApiException {
        if (!isWakeUp(message) && !message.equals("reconnect") && !message.equals("max_retries")) {
            throw client.unknownMessage(message);
        }
        works();
        if (!isWakeUp(message)) {
            return reconnect();
        }
        if (servers.isUsedUp()) {
            servers.forget();
        }
        confirmation.wokenUp(held);
        return StreamState.DRAINING;
    }

    private StreamState broken(Throwable failure, Duration held) throws Exception {
        if (failure instanceof BoxApiException e && !(failure instanceof BoxApiException.LoginException)) {
            if (isIdleCut(e, held)) {
                works();
                return reconnect();
            }
            if (servers.next()) {
                return StreamState.DRAINING;
            }
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
        throw (Error) failure;
    }

    // Proxies and load balancers end connections that were idle for long, some with a response of their own.
    private static boolean isIdleCut(BoxApiException e, Duration held) {
        return held.compareTo(IDLE_CUT) >= 0 && !(e instanceof HttpCaller.UnreachableException)
                && (e.status() == 0 || e.status() == 408 || e.status() == 504);
    }

    private void works() {
        servers.alive();
        if (fallback.end()) {
            reporter.noticed(null);
        }
        reporter.succeeded(Operation.POLL);
    }

    private StreamState reconnect() {
        servers.forget();
        return StreamState.DRAINING;
    }
}
