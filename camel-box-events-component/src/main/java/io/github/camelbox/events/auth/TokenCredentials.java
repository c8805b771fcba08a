// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpCaller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the access token of a login until it expires or Box rejects it. Shortly before its end it is renewed in the background,
 * and stays in use until then. At most one request is running; callers without a token wait for it together. Thread-safe.
 */
final class TokenCredentials {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCredentials.class);

    // A token is renewed so much before its end, but not before it has been of use for nine tenths of its life.
    private static final Duration MARGIN = Duration.ofSeconds(60);
    private static final int SMALLEST_PART = 10;

    // Between a failed renewal in the background and the next one.
    private static final Duration PACE = Duration.ofSeconds(5);

    // Beyond the time for a request: what a grant does besides, such as reading a file, may hang.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Login login;
    private final Grant grant;
    private final TokenClient client;
    private final Executor executor;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private String authorization;
    private Deadline end = Deadline.never();
    private Deadline nextRenewal = Deadline.never();
    private CompletableFuture<String> renewal = CompletableFuture.completedFuture(null);

    /**
     * @param login    how messages call it
     * @param client   closed here
     * @param executor runs the requests
     */
    TokenCredentials(Login login, Grant grant, TokenClient client, Executor executor) {
        this(login, grant, client, executor, System::nanoTime);
    }

    TokenCredentials(Login login, Grant grant, TokenClient client, Executor executor, LongSupplier nanoTime) {
        this.login = login;
        this.grant = grant;
        this.client = client;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /**
     * The value of the {@code Authorization} header.
     *
     * @param  gate               cuts the waiting off when it is closed; the request for a token goes on
     * @throws BoxApiException    if there is none; one line that holds no secret
     * @throws CancelledException if the gate was closed
     */
    String authorization(Gate gate) throws BoxApiException {
        CompletableFuture<String> next;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            boolean good = authorization != null && !end.hasPassed(now);
            if (good && !nextRenewal.hasPassed(now)) {
                return authorization;
            }
            next = renew();
            if (good) {
                return authorization;
            }
        }
        Duration bound = client.timeout().plus(PATIENCE);
        Deadline deadline = Deadline.in(bound);
        if (!gate.await(next, deadline)) {
            if (deadline.hasPassed()) {
                throw new BoxApiException(
                        "logging in by " + login + " has not ended within " + bound.toMillis() / 1000.0 + " s", null);
            }
            throw new CancelledException();
        }
        try {
            return next.join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        }
    }

    private static BoxApiException failure(Throwable e) {
        if (e instanceof CancelledException cancelled) {
            throw cancelled;
        }
        return e instanceof BoxApiException failure ? failure
                : new BoxApiException("logging in failed: " + HttpCaller.rootMessage(e), e);
    }

    private CompletableFuture<String> renew() {
        if (renewal.isDone()) {
            try {
                renewal = CompletableFuture.supplyAsync(this::fetch, executor);
            } catch (RejectedExecutionException e) {
                return CompletableFuture.failedFuture(new BoxApiException("the component is stopping", null));
            }
        }
        return renewal;
    }

    private String fetch() {
        long start = nanoTime.getAsLong();
        try {
            Token token = grant.fetch(client);
            LOG.debug("{}: a new access token, good for {}", login, token.lifetime());
            return keep(token, start);
        } catch (Throwable e) {
            // The one boundary of this thread: whatever it is, it is told to those who wait.
            LOG.debug("{}: no new access token: {}", login, HttpCaller.rootMessage(e));
            postpone();
            throw new CompletionException(e);
        }
    }

    // When it was requested, its life had not begun yet.
    private synchronized String keep(Token token, long start) {
        authorization = "Bearer " + token.accessToken();
        end = Deadline.never();
        nextRenewal = Deadline.never();
        if (token.lifetime() != null) {
            Duration part = token.lifetime().dividedBy(SMALLEST_PART);
            end = Deadline.in(token.lifetime(), start);
            nextRenewal = Deadline.in(token.lifetime().minus(part.compareTo(MARGIN) < 0 ? part : MARGIN), start);
        }
        return authorization;
    }

    private synchronized void postpone() {
        nextRenewal = Deadline.in(PACE, nanoTime.getAsLong());
    }

    /** Box has rejected this value: it is not used again. */
    synchronized void rejected(String rejected) {
        if (rejected.equals(authorization)) {
            LOG.debug("{}: Box rejected the access token, requesting another", login);
            authorization = null;
        }
    }

    /**
     * Ends the running request and releases the HTTP client; does not wait. An exchange of a refresh token goes on until the
     * new one is stored.
     *
     * @return done when that exchange is, and at once if there is none
     */
    CompletableFuture<?> close() {
        // First, so that no exchange begins after it was looked whether there is one.
        client.stop();
        CompletableFuture<?> exchange = grant.isExchanging() ? running() : CompletableFuture.completedFuture(null);
        return exchange.handle((token, failure) -> {
            client.close();
            return null;
        });
    }

    private synchronized CompletableFuture<String> running() {
        return renewal;
    }
}
