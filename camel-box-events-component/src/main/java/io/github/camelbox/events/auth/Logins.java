// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpLease;
import org.apache.camel.CamelContext;

/**
 * The logins of a component: consumers with equal ones share the access token. A login is kept as long as a consumer leases it,
 * and then forgotten with its secrets. Thread-safe.
 */
public final class Logins {

    // A refresh token that Box has exchanged must reach its file, but a stop must end.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final CamelContext context;
    private final Executor executor;
    private final ScheduledExecutorService timeoutScheduler;

    // Guarded by this.
    private final Map<Object, Shared> shared = new HashMap<>();
    // Exchanges of refresh tokens that outlive their login.
    private final Set<CompletableFuture<?>> exchanges = new HashSet<>();

    /**
     * @param executor         runs the requests, each for as long as it takes; the component's, which stops it after
     *                         {@link #close()}
     * @param timeoutScheduler bounds the requests in time
     */
    public Logins(CamelContext context, Executor executor, ScheduledExecutorService timeoutScheduler) {
        this.context = context;
        this.executor = executor;
        this.timeoutScheduler = timeoutScheduler;
    }

    /**
     * The credentials of a login, new or shared, until they are closed. Sends no request yet.
     *
     * @param timeout      the time that a request for a token may take
     * @param httpSettings what the HTTP client depends on; must be equal for the credentials to be shared
     * @param http         leases the HTTP client for the token URL
     */
    public synchronized Credentials lease(Login login, Duration timeout, Object httpSettings, Callable<HttpLease> http) {
        Object key = List.of(login, timeout, httpSettings);
        Shared entry = shared.computeIfAbsent(key, absent -> new Shared(key, new TokenCredentials(
                login, login.newGrant(context), new TokenClient(login.tokenUrl(), timeout, http, timeoutScheduler), executor)));
        entry.leases++;
        return new Lease(entry);
    }

    private synchronized void release(Shared login) {
        login.leases--;
        if (login.leases == 0 && shared.remove(login.key, login)) {
            end(login.credentials);
        }
    }

    private void end(TokenCredentials credentials) {
        CompletableFuture<?> exchange = credentials.close();
        if (!exchange.isDone()) {
            exchanges.add(exchange);
            exchange.whenComplete((done, failure) -> forget(exchange));
        }
    }

    private synchronized void forget(CompletableFuture<?> exchange) {
        exchanges.remove(exchange);
    }

    /** Ends all requests and closes their connections. Waits only for exchanges of refresh tokens in progress, 5 s at most. */
    public void close() {
        synchronized (this) {
            shared.values().forEach(login -> end(login.credentials));
            shared.clear();
        }
        // A gate, since an interrupt must not cut this off.
        new Gate().await(exchanges(), Deadline.in(STOP_PATIENCE));
    }

    /** Done when those exchanges of refresh tokens are done whose login is not leased any more. */
    public synchronized CompletableFuture<?> exchanges() {
        return CompletableFuture.allOf(exchanges.toArray(CompletableFuture[]::new));
    }

    /** A login that is leased, and how often; guarded by the {@link Logins}. */
    private static final class Shared {

        private final Object key;
        private final TokenCredentials credentials;
        private int leases;

        Shared(Object key, TokenCredentials credentials) {
            this.key = key;
            this.credentials = credentials;
        }
    }

    /** What a consumer has of a login; refers to nothing once it is closed. */
    private final class Lease implements Credentials {

        private final AtomicReference<Shared> login;

        Lease(Shared login) {
            this.login = new AtomicReference<>(login);
        }

        @Override
        public String authorization(Gate gate) throws BoxApiException {
            Shared current = login.get();
            if (current == null) {
                throw new CancelledException();
            }
            return current.credentials.authorization(gate);
        }

        @Override
        public void rejected(String authorization) {
            Shared current = login.get();
            if (current != null) {
                current.credentials.rejected(authorization);
            }
        }

        @Override
        public String meaningOfRejection() {
            return "Box has just given this token to the login, and rejects it. Check that the user of the login is active, and "
                    + Advice.AUTHORIZED;
        }

        @Override
        public void close() {
            Shared current = login.getAndSet(null);
            if (current != null) {
                release(current);
            }
        }
    }
}
