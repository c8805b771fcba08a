// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.HttpLease;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP clients of a component, which come from camel-http: the user's settings of that component and the {@code http.}
 * options apply. Leases with equal settings share one, so that a stream more costs neither a TLS context nor a pool, and idle
 * connections to Box are used by all. Thread-safe.
 */
final class HttpClients {

    // Box ends idle connections itself, sooner or later; this is for those that a burst of streams has left behind.
    private static final TimeValue IDLE = TimeValue.ofMinutes(5);

    private final CamelContext context;
    // No monitor: threads wait here while the certificates of all authorities are read.
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock. The one that was prepared last is not in use yet: the certificates should not be read twice.
    private final Map<Settings, Client> clients = new ConcurrentHashMap<>();
    private Client prepared;

    HttpClients(CamelContext context) {
        this.context = context;
    }

    /** What makes a client differ from another one; http and https are two components of Camel. */
    record Settings(String scheme, long connectTimeout, Map<String, Object> options) {

        static Settings of(URI url, BoxEventsConfiguration c) {
            return new Settings(url.getScheme(), c.getConnectTimeout(), Map.copyOf(c.getHttpOptions()));
        }
    }

    /** A client, and how many leases it has. */
    private static final class Client {

        private final Settings settings;
        private final HttpEndpoint endpoint;
        private int leases;

        Client(Settings settings, HttpEndpoint endpoint) {
            this.settings = settings;
            this.endpoint = endpoint;
        }
    }

    /** Prepares a client, so that wrong options fail the start; an unknown one with an {@link IllegalArgumentException}. */
    void prepare(URI url, BoxEventsConfiguration c) throws Exception {
        Settings settings = Settings.of(url, c);
        lock.lock();
        try {
            if (!clients.containsKey(settings)) {
                prepared = preparedOrNew(url, settings);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A client, new or shared, until the lease is closed. No limit of a pool lets a stream wait for others. */
    HttpLease lease(URI url, BoxEventsConfiguration c) throws Exception {
        Settings settings = Settings.of(url, c);
        lock.lock();
        try {
            Client client = clients.get(settings);
            if (client == null) {
                client = preparedOrNew(url, settings);
                prepared = client == prepared ? null : prepared;
                ServiceHelper.startService(client.endpoint);
                clients.put(settings, client);
            }
            client.leases++;
            return new Lease(client);
        } finally {
            lock.unlock();
        }
    }

    private Client preparedOrNew(URI url, Settings settings) throws Exception {
        return prepared != null && prepared.settings.equals(settings) ? prepared
                : new Client(settings, newEndpoint(url, settings));
    }

    /** How many clients are leased. */
    int inUse() {
        return clients.size();
    }

    private HttpEndpoint newEndpoint(URI url, Settings settings) throws Exception {
        Map<String, Object> options = new HashMap<>(settings.options);
        options.putIfAbsent("connectTimeout", Timeout.ofMilliseconds(settings.connectTimeout));
        options.putIfAbsent("userAgent", "camel-box-events");
        HttpComponent component = context.getComponent(settings.scheme, HttpComponent.class);
        // Without it, camel-http speaks TLS with the proxy itself if the URL is https, which hardly any proxy understands.
        if (component.getProxyAuthScheme() == null) {
            options.putIfAbsent("proxyAuthScheme", "http");
        }
        // A stream has one request at a time, so that the streams are the limit. A pool that the user shares has its own.
        if (component.getClientConnectionManager() == null) {
            options.putIfAbsent("maxTotalConnections", Integer.MAX_VALUE);
            options.putIfAbsent("connectionsPerRoute", Integer.MAX_VALUE);
        }
        HttpEndpoint endpoint = (HttpEndpoint) component.createEndpoint(url.toString(), options);
        String unknown = endpoint.getHttpUri().getRawQuery();
        if (unknown != null) {
            throw new IllegalArgumentException(
                    "unknown option http." + StringHelper.before(unknown, "=", unknown)
                            + ": what follows http. must be an option of the camel-http component");
        }
        endpoint.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(endpoint.getHttpClientConfigurer(),
                builder -> builder.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement()
                        .evictIdleConnections(IDLE)));
        // HttpClient 5.2 to 5.4 let a TLS handshake take as long as a response. A user's own pool is left as it is.
        if (endpoint.getClientConnectionManager() instanceof PoolingHttpClientConnectionManager pool
                && pool != component.getClientConnectionManager() && !settings.options.containsKey("clientConnectionManager")) {
            pool.setDefaultTlsConfig(
                    TlsConfig.custom().setHandshakeTimeout(Timeout.ofMilliseconds(settings.connectTimeout)).build());
            endpoint.setClientConnectionManager(
                    SmallBuffers.in(pool, TimeValue.ofMilliseconds(component.getConnectionTimeToLive())));
        }
        return endpoint;
    }

    private final class Lease implements HttpLease {

        private final Client client;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lease(Client client) {
            this.client = client;
        }

        @Override
        public HttpClient client() {
            return client.endpoint.getHttpClient();
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            lock.lock();
            try {
                if (--client.leases == 0) {
                    clients.remove(client.settings);
                    ServiceHelper.stopAndShutdownService(client.endpoint);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
