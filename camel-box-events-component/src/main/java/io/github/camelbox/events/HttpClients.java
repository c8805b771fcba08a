// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

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
 * options apply. Whoever asks with equal settings shares one, so that a stream more costs neither a TLS context nor a pool,
 * and idle connections to Box are used by all. Thread-safe.
 */
public final class HttpClients {

    // Box ends idle connections itself, sooner or later; this is for those that a burst of streams has left behind.
    private static final TimeValue IDLE = TimeValue.ofMinutes(5);

    private final CamelContext context;

    // Guarded by this.
    private final Map<Settings, Lease> leases = new HashMap<>();
    // Not in use yet; making one reads the certificates of all authorities, which is not to be done twice.
    private final Map<Settings, HttpEndpoint> prepared = new HashMap<>();

    public HttpClients(CamelContext context) {
        this.context = context;
    }

    /**
     * What makes a client differ from another one.
     *
     * @param scheme         {@code http} or {@code https}, which Camel knows as two components
     * @param connectTimeout in milliseconds
     * @param options        of camel-http
     */
    private record Settings(String scheme, long connectTimeout, Map<String, Object> options) {
    }

    /**
     * Prepares a client, for the sake of the complaints.
     *
     * @param  url       where it is going to send requests
     * @throws Exception if it cannot be had; an {@link IllegalArgumentException} if an option is unknown
     */
    public synchronized void prepare(URI url, long connectTimeout, Map<String, Object> options) throws Exception {
        Settings settings = new Settings(url.getScheme(), connectTimeout, Map.copyOf(options));
        if (!leases.containsKey(settings) && !prepared.containsKey(settings)) {
            prepared.put(settings, newEndpoint(url, settings));
        }
    }

    /**
     * A client, new or shared, which is the caller's until the lease is closed. It neither retries nor follows redirects by
     * itself: there is one retry policy, ours. No limit of a pool lets a stream wait for others.
     *
     * @param url            where it is to send requests
     * @param connectTimeout in milliseconds
     * @param options        of camel-http, without the prefix
     */
    public synchronized Lease lease(URI url, long connectTimeout, Map<String, Object> options) throws Exception {
        Settings settings = new Settings(url.getScheme(), connectTimeout, Map.copyOf(options));
        Lease lease = leases.get(settings);
        if (lease == null) {
            HttpEndpoint endpoint = prepared.remove(settings);
            if (endpoint == null) {
                endpoint = newEndpoint(url, settings);
            }
            ServiceHelper.startService(endpoint);
            lease = new Lease(settings, endpoint);
            leases.put(settings, lease);
        }
        lease.holders++;
        return lease;
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
        // A stream has one request at a time, so that the streams are the limit. A pool that somebody shares has its own.
        if (component.getClientConnectionManager() == null) {
            options.putIfAbsent("maxTotalConnections", Integer.MAX_VALUE);
            options.putIfAbsent("connectionsPerRoute", Integer.MAX_VALUE);
        }
        HttpEndpoint endpoint = (HttpEndpoint) component.createEndpoint(url.toString(), options);
        String unknown = endpoint.getHttpUri().getRawQuery();
        if (unknown != null) {
            throw new IllegalArgumentException(
                    "unknown option http." + StringHelper.before(unknown, "=", unknown)
                                               + ": what follows http. is to be an option of the camel-http component");
        }
        endpoint.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(endpoint.getHttpClientConfigurer(),
                builder -> builder.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement()
                        .evictIdleConnections(IDLE)));
        // HttpClient 5.2 to 5.4 let a TLS handshake take as long as an answer. A user's own pool is left as it is.
        if (endpoint.getClientConnectionManager() instanceof PoolingHttpClientConnectionManager pool
                && pool != component.getClientConnectionManager() && !settings.options.containsKey("clientConnectionManager")) {
            pool.setDefaultTlsConfig(
                    TlsConfig.custom().setHandshakeTimeout(Timeout.ofMilliseconds(settings.connectTimeout)).build());
        }
        return endpoint;
    }

    /**
     * A client that is in use.
     */
    public final class Lease implements AutoCloseable {

        private final Settings settings;
        private final HttpEndpoint endpoint;
        private int holders;

        private Lease(Settings settings, HttpEndpoint endpoint) {
            this.settings = settings;
            this.endpoint = endpoint;
        }

        public HttpClient client() {
            return endpoint.getHttpClient();
        }

        /** Gives the client back, once; its connections are closed when nobody has it any more. */
        @Override
        public void close() {
            synchronized (HttpClients.this) {
                if (--holders == 0) {
                    leases.remove(settings);
                    ServiceHelper.stopAndShutdownService(endpoint);
                }
            }
        }
    }
}
