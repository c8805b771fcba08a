// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the access token of a login until shortly before it expires, or Box refuses it. Whoever needs another one meanwhile
 * waits for the same request.
 */
final class TokenCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCredentials.class);

    // A token is replaced so much before its end, but not before it has been of use for nine tenths of its life.
    private static final Duration MARGIN = Duration.ofSeconds(60);
    private static final int SMALLEST_PART = 10;

    private final Login login;
    private final Grant grant;
    private final TokenClient client;
    private final Executor executor;

    // Guarded by this.
    private String authorization;
    private long goodUntil;
    private boolean expires;
    private CompletableFuture<String> fetching;

    /**
     * @param login    how messages call it
     * @param executor runs the requests
     */
    TokenCredentials(Login login, Grant grant, TokenClient client, Executor executor) {
        this.login = login;
        this.grant = grant;
        this.client = client;
        this.executor = executor;
    }

    @Override
    public synchronized CompletableFuture<String> authorization() {
        if (authorization != null && (!expires || goodUntil - System.nanoTime() > 0)) {
            return CompletableFuture.completedFuture(authorization);
        }
        if (fetching == null) {
            try {
                fetching = CompletableFuture.supplyAsync(this::fetch, executor);
            } catch (RejectedExecutionException e) {
                return CompletableFuture.failedFuture(new BoxApiException("the component is stopping", null));
            }
        }
        return fetching;
    }

    @Override
    public synchronized void refused(String refused) {
        if (refused.equals(authorization)) {
            LOG.debug("{}: Box refused the access token, the next one is fetched", login);
            authorization = null;
        }
    }

    private String fetch() {
        long start = System.nanoTime();
        Token token = null;
        try {
            token = grant.fetch(client);
            LOG.debug("{}: a new access token, good for {}", login, token.lifetime());
            return keep(token, start);
        } catch (BoxApiException e) {
            throw new CompletionException(e);
        } finally {
            if (token == null) {
                keep(null, start);
            }
        }
    }

    private synchronized String keep(Token token, long since) {
        fetching = null;
        authorization = token == null ? null : "Bearer " + token.accessToken();
        expires = token != null && token.lifetime() != null;
        if (expires) {
            Duration part = token.lifetime().dividedBy(SMALLEST_PART);
            goodUntil = since + token.lifetime().minus(part.compareTo(MARGIN) < 0 ? part : MARGIN).toNanos();
        }
        return authorization;
    }

    /** Ends the running request, unless its answer is precious. */
    void cancel() {
        if (grant.isRepeatable()) {
            client.cancel();
        }
    }

    void close() {
        client.close();
    }
}
