// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.HttpClients;
import io.github.camelbox.events.box.Credentials;
import org.apache.camel.CamelContext;

/**
 * The logins of a component: endpoints with equal ones share the access token. Thread-safe.
 */
public final class Logins {

    // A refresh token that Box has exchanged should reach its file, but a stop should not take for ever.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final CamelContext context;
    private final ScheduledExecutorService alarms;

    // Guarded by this. The thread pool is made when first needed.
    private final Map<Object, TokenCredentials> credentials = new HashMap<>();
    private ExecutorService executor;

    /**
     * @param alarms bounds the requests in time
     */
    public Logins(CamelContext context, ScheduledExecutorService alarms) {
        this.context = context;
        this.alarms = alarms;
    }

    /**
     * The credentials of a login, new or shared.
     *
     * @param timeout      the time that a request for a token may take
     * @param httpSettings those of the endpoint below; to be equal for the credentials to be shared
     * @param http         the HTTP client for the token URL
     */
    public synchronized Credentials credentials(
            Login login, Duration timeout, Object httpSettings, Callable<HttpClients.Lease> http) {
        return credentials.computeIfAbsent(List.of(login, timeout, httpSettings), key -> new TokenCredentials(
                login, login.newGrant(context), new TokenClient(login.tokenUrl(), timeout, http, alarms), executor()));
    }

    /** Runs what may take its time. */
    public synchronized Executor executor() {
        if (executor == null) {
            executor = context.getExecutorServiceManager().newCachedThreadPool(this, "box-events-login");
        }
        return executor;
    }

    /** Ends the requests and closes the connections. */
    public synchronized void close() {
        credentials.values().forEach(TokenCredentials::cancel);
        if (executor != null) {
            context.getExecutorServiceManager().shutdownGraceful(executor, STOP_PATIENCE.toMillis());
        }
        credentials.values().forEach(TokenCredentials::close);
    }
}
