// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.List;
import java.util.NoSuchElementException;

import com.box.sdkgen.box.developertokenauth.BoxDeveloperTokenAuth;
import com.box.sdkgen.box.eventstream.EventStream;
import com.box.sdkgen.client.BoxClient;
import com.box.sdkgen.managers.events.GetEventStreamQueryParams;
import com.box.sdkgen.networking.baseurls.BaseUrls;
import com.box.sdkgen.networking.boxnetworkclient.BoxNetworkClient;
import com.box.sdkgen.networking.network.NetworkSession;
import com.box.sdkgen.schemas.event.Event;
import okhttp3.ConnectionSpec;

/** The second, generated generation of Box's Java SDK, {@code com.box.sdkgen}. */
final class SdkGenClient implements EventClient {

    private final Long limit;
    private EventStream stream;
    private Thread thread;

    /**
     * @param limit events per page; null for its default, which is that of Box: 100
     */
    SdkGenClient(Long limit) {
        this.limit = limit;
    }

    @Override
    public void prepare(List<String> urls, String position, Arrivals arrivals) {
        // By default it speaks only TLS.
        BoxNetworkClient network = new BoxNetworkClient(BoxNetworkClient.getDefaultOkHttpClientBuilder()
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT)).build());
        NetworkSession session = new NetworkSession.Builder().networkClient(network)
                .baseUrls(new BaseUrls.Builder().baseUrl(urls.get(0)).build()).build();
        BoxClient client = new BoxClient.Builder(new BoxDeveloperTokenAuth("token")).networkSession(session).build();
        GetEventStreamQueryParams.Builder query = new GetEventStreamQueryParams.Builder().streamPosition(position);
        if (limit != null) {
            query.limit(limit);
        }
        stream = client.events.getEventStream(query.build());
        thread = new Thread(() -> run(arrivals), "sdkgen");
        // It runs on for a while after it was stopped.
        thread.setDaemon(true);
    }

    private void run(Arrivals arrivals) {
        try {
            for (Event event : stream) {
                arrivals.event(event.getEventId());
            }
        } catch (NoSuchElementException e) {
            // So it says that it was stopped.
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        stream.stop();
    }
}
