// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.lang.reflect.Field;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.core5.function.Resolver;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections with the settings of another one, but small buffers. HttpClient has two of 8 KB for each connection,
 * and a stream that waits for events holds one, which is most of its heap. A page is read past the buffer.
 */
final class SmallBuffers extends PoolingHttpClientConnectionManager {

    // A long poll and its response fit.
    private static final int SIZE = 512;

    private static final Logger LOG = LoggerFactory.getLogger(SmallBuffers.class);

    private SmallBuffers(HttpClientConnectionOperator operator, TimeValue timeToLive) {
        super(operator, PoolConcurrencyPolicy.STRICT, PoolReusePolicy.LIFO, timeToLive,
              ManagedHttpClientConnectionFactory.builder()
                      .http1Config(Http1Config.custom().setBufferSize(SIZE).build()).build());
    }

    /**
     * A pool as that of camel-http, which is not in use yet; that one itself if this cannot be done. How camel-http makes the
     * pool differs from version to version, and can be overridden: what it has put in is kept, TLS included.
     */
    static PoolingHttpClientConnectionManager in(PoolingHttpClientConnectionManager pool, TimeValue timeToLive) {
        try {
            SmallBuffers small = new SmallBuffers(read(pool, "connectionOperator"), timeToLive);
            small.setMaxTotal(pool.getMaxTotal());
            small.setDefaultMaxPerRoute(pool.getDefaultMaxPerRoute());
            small.setSocketConfigResolver(SmallBuffers.<Resolver<HttpRoute, SocketConfig>> read(pool, "socketConfigResolver"));
            small.setConnectionConfigResolver(
                    SmallBuffers.<Resolver<HttpRoute, ConnectionConfig>> read(pool, "connectionConfigResolver"));
            small.setTlsConfigResolver(SmallBuffers.<Resolver<HttpHost, TlsConfig>> read(pool, "tlsConfigResolver"));
            return small;
        } catch (ReflectiveOperationException | RuntimeException e) {
            // In a native image, and maybe in a later version.
            LOG.debug("Streams take 16 KB more each, since the connections keep their large buffers", e);
            return pool;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T read(PoolingHttpClientConnectionManager pool, String name) throws ReflectiveOperationException {
        Field field = PoolingHttpClientConnectionManager.class.getDeclaredField(name);
        field.setAccessible(true);
        return (T) field.get(pool);
    }
}
