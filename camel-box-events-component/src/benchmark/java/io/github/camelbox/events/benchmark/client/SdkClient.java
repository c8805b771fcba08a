// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.List;

import com.box.sdk.BoxAPIConnection;
import com.box.sdk.BoxEvent;
import com.box.sdk.EventListener;
import com.box.sdk.EventStream;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/** The first generation of Box's Java SDK, {@code com.box.sdk}. */
final class SdkClient implements EventClient {

    private final int pollingDelay;
    private EventStream stream;

    /**
     * @param pollingDelay milliseconds that it waits after each page; its default is 1000
     */
    SdkClient(int pollingDelay) {
        this.pollingDelay = pollingDelay;
    }

    @Override
    public void prepare(List<String> urls, String position, Arrivals arrivals) {
        @SuppressWarnings("deprecation") // Its successor is com.box.sdkgen.
        BoxAPIConnection api = new BoxAPIConnection("token") {
            @Override
            protected OkHttpClient.Builder modifyHttpClientBuilder(OkHttpClient.Builder builder) {
                // By default it speaks only TLS.
                return builder.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT));
            }
        };
        api.setBaseURL(urls.get(0) + "/");
        stream = new EventStream(api, "now".equals(position) ? -1 : Long.parseLong(position), pollingDelay);
        stream.addListener(new EventListener() {
            @Override
            public void onEvent(BoxEvent event) {
                arrivals.event(event.getID());
            }

            @Override
            public void onNextPosition(long next) {
                // A program would store it.
            }

            @Override
            public boolean onException(Throwable e) {
                e.printStackTrace();
                return true;
            }
        });
    }

    @Override
    public void start() {
        stream.start();
    }

    @Override
    public void stop() {
        stream.stop();
    }
}
