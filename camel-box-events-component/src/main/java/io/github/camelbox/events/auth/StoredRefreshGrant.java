// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.state.StoredValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OAuth refresh with a refresh token that several machines share. Whoever needs an access token takes a good one from the
 * store. If there is none, it takes the lease, asks Box, and puts the new tokens in the lease's place before it uses them; the
 * others wait for that. A lease that nothing becomes of is taken over.
 */
final class StoredRefreshGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(StoredRefreshGrant.class);

    private static final Duration INTERVAL = Duration.ofMillis(100);
    // Beyond the bound of a request for a token.
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final Login.StoredRefresh login;
    private final StoredValue place;

    // Owned by the thread that fetches.
    private String used;
    private String ownLease;
    private String seenLease;
    private Deadline takeOver = Deadline.never();

    private volatile boolean exchanging;

    StoredRefreshGrant(Login.StoredRefresh login) {
        this.login = login;
        this.place = login.place();
    }

    @Override
    public boolean isExchanging() {
        return exchanging;
    }

    @Override
    public Token fetch(TokenClient client) throws BoxApiException {
        Instant began = Instant.now();
        try {
            while (true) {
                String value = read();
                StoredTokens stored = parse(value);
                UnsavedToken unsaved = UnsavedToken.BY_PLACE.get(place);
                if (unsaved != null && !unsaved.follows(stored.refreshToken(), login.refreshToken())) {
                    UnsavedToken.BY_PLACE.remove(place, unsaved);
                } else if (unsaved != null) {
                    StoredTokens next = StoredTokens.of(unsaved);
                    if (save(value, next, unsaved)) {
                        used = next.accessToken();
                        return next.token(began);
                    }
                } else if (stored.isGood() && !stored.accessToken().equals(used)) {
                    used = stored.accessToken();
                    return stored.token(began);
                } else {
                    client.prepared();
                    if (isLeased(stored.lease(), client.timeout())) {
                        pause();
                    } else {
                        exchange(client, value, stored);
                    }
                }
            }
        } finally {
            exchanging = false;
        }
    }

    private boolean isLeased(String lease, Duration timeout) {
        if (lease == null || lease.equals(ownLease)) {
            return false;
        }
        if (!lease.equals(seenLease)) {
            seenLease = lease;
            takeOver = Deadline.in(timeout.plus(LEASE));
        }
        return !takeOver.hasPassed();
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private void exchange(TokenClient client, String value, StoredTokens stored) throws BoxApiException {
        String current = stored.refreshToken() != null ? stored.refreshToken() : login.refreshToken();
        if (stored.lease() != null && !stored.lease().equals(ownLease)) {
            LOG.warn("{}: another process has not finished renewing the token: renewing it here", login);
        }
        ownLease = UUID.randomUUID().toString();
        StoredTokens leased = stored.leased(current, ownLease);
        if (!replaced(value, leased)) {
            return;
        }
        // From here on Box may take the refresh token: nothing must cut in until the next one is in the store.
        exchanging = true;
        RefreshRequest request = new RefreshRequest(login.clientId(), login.clientSecret(), current);
        Instant began = Instant.now();
        try {
            TokenResponse response = request.send(client);
            if (response.isInvalidGrant() && !current.equals(parse(read()).refreshToken())) {
                // Another process has taken the lease over, and was faster.
                return;
            }
            Token token = request.token(response, place.toString(), "");
            UnsavedToken.BY_PLACE.put(place, new UnsavedToken(current, login.refreshToken(), token, began));
        } catch (BoxApiException | CancelledException e) {
            release(leased);
            throw e;
        }
    }

    // The others need not wait for the lease to be taken over.
    private void release(StoredTokens leased) {
        try {
            replace(leased.toJson(), leased.leased(leased.refreshToken(), null));
        } catch (BoxApiException e) {
            LOG.debug("{}: {}", login, e.getMessage());
        }
    }

    private boolean save(String value, StoredTokens next, UnsavedToken unsaved) throws BoxApiException {
        exchanging = true;
        return replaced(value, next) && UnsavedToken.BY_PLACE.remove(place, unsaved);
    }

    // If another process has written meanwhile, what it wrote is looked at next, but not at once: the store may be confused.
    private boolean replaced(String value, StoredTokens next) throws BoxApiException {
        boolean replaced = replace(value, next);
        if (!replaced) {
            pause();
        }
        return replaced;
    }

    private StoredTokens parse(String value) throws BoxApiException {
        StoredTokens tokens = value == null ? StoredTokens.NONE : StoredTokens.parse(value);
        if (tokens == null) {
            throw BoxApiException.permanent("cannot read the refresh token from " + place + ": its content is not the JSON that"
                    + " was written to it. Restore it, or set the option refreshToken to a new one");
        }
        return tokens;
    }

    private String read() throws BoxApiException {
        try {
            return place.read();
        } catch (Throwable e) {
            throw new BoxApiException("cannot read the refresh token from " + place + ": " + HttpCaller.rootMessage(e), null);
        }
    }

    private boolean replace(String expected, StoredTokens next) throws BoxApiException {
        try {
            return place.replace(expected, next.toJson());
        } catch (Throwable e) {
            String unsaved = UnsavedToken.BY_PLACE.containsKey(place)
                    ? ". The new one is kept in memory until that works; if this process ends before, a new refresh token is needed"
                    : "";
            throw new BoxApiException("cannot write the refresh token to " + place + ": "
                    + next.redact(expected == null ? "" : expected, HttpCaller.rootMessage(e)) + unsaved, null);
        }
    }
}
