// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;

import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a stream that waits for events costs in HttpClient, and that the user's settings of camel-http are kept all the same.
 */
@Timeout(60)
class SmallBuffersTest extends BoxEventsTestSupport {

    private PoolingHttpClientConnectionManager poolOfTheRoute() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        Map<?, ?> clients = (Map<?, ?>) hidden(component.httpClients(), "clients");
        assertThat(clients).hasSize(1);
        return (PoolingHttpClientConnectionManager) hidden(clients.values().iterator().next(),
                "endpoint.clientConnectionManager");
    }

    private static Object hidden(Object object, String path) {
        return assertThat(object).extracting(path).actual();
    }

    private static int bufferSize(PoolingHttpClientConnectionManager pool) throws Exception {
        HttpConnectionFactory<?> factory = (HttpConnectionFactory<?>) hidden(pool, "connFactory");
        return ((byte[]) hidden(factory.createConnection(null), "inBuffer.buffer")).length;
    }

    @Test
    void theConnectionsOfStreamsHaveSmallBuffers() throws Exception {
        PoolingHttpClientConnectionManager pool = poolOfTheRoute();

        assertThat(pool.getTotalStats().getLeased()).as("the long poll").isEqualTo(1);
        assertThat(bufferSize(pool)).isLessThan(1024);
    }

    @Test
    void aPoolOfTheUsersIsLeftAsItIs() throws Exception {
        try (PoolingHttpClientConnectionManager own = new PoolingHttpClientConnectionManager()) {
            context.getComponent("http", HttpComponent.class).setClientConnectionManager(own);

            assertThat(poolOfTheRoute()).isSameAs(own);
        }
    }

    @Test
    void whatTheUserHasSetIsKept() throws Exception {
        HttpComponent http = context.getComponent("https", HttpComponent.class);
        http.setConnectionTimeToLive(4321);
        HttpEndpoint endpoint = (HttpEndpoint) http.createEndpoint("https://localhost",
                Map.of("soTimeout", "1234", "maxTotalConnections", "7", "connectionsPerRoute", "3"));
        PoolingHttpClientConnectionManager pool = (PoolingHttpClientConnectionManager) endpoint.getClientConnectionManager();
        assertThat(bufferSize(pool)).isGreaterThan(1024);

        PoolingHttpClientConnectionManager small = SmallBuffers.in(pool, TimeValue.ofMilliseconds(4321));

        assertThat(small).isNotSameAs(pool);
        assertThat(bufferSize(small)).isLessThan(1024);
        // The operator makes the sockets, with TLS.
        for (String part : new String[] {
                "connectionOperator", "socketConfigResolver", "connectionConfigResolver", "tlsConfigResolver",
                "maxTotal", "defaultMaxPerRoute" }) {
            assertThat(small).extracting(part).as(part).isEqualTo(hidden(pool, part));
        }
        // Where it is kept depends on the version of Camel.
        assertThat(small).extracting("pool.timeToLive").isEqualTo(TimeValue.ofMilliseconds(4321));
        assertThat(small.getMaxTotal()).isEqualTo(7);
        assertThat(small.getDefaultMaxPerRoute()).isEqualTo(3);
    }

    @Test
    void aPoolThatCannotBeReadStaysInUse() {
        PoolingHttpClientConnectionManager other = new PoolingHttpClientConnectionManager() {
            @Override
            public int getMaxTotal() {
                throw new UnsupportedOperationException();
            }
        };

        assertThat(SmallBuffers.in(other, TimeValue.NEG_ONE_MILLISECOND)).isSameAs(other);
    }
}
