// SPDX-License-Identifier: Apache-2.0
package peers;

import java.io.IOException;
import java.util.List;

import com.box.sdkgen.box.developertokenauth.BoxDeveloperTokenAuth;
import com.box.sdkgen.box.eventstream.EventStream;
import com.box.sdkgen.client.BoxClient;
import com.box.sdkgen.networking.baseurls.BaseUrls;
import com.box.sdkgen.networking.boxnetworkclient.BoxNetworkClient;
import com.box.sdkgen.networking.network.NetworkSession;
import com.box.sdkgen.schemas.event.Event;
import okhttp3.ConnectionSpec;

/** The second, generated generation of Box's Java SDK, {@code com.box.sdkgen}, as its users write it. */
public final class BoxSdkGen {

    private BoxSdkGen() {
    }

    public static void main(String[] arguments) throws IOException {
        Listener listener = new Listener(arguments);
        // By default it speaks only TLS.
        BoxNetworkClient network = new BoxNetworkClient(BoxNetworkClient.getDefaultOkHttpClientBuilder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build());
        NetworkSession session = new NetworkSession.Builder().networkClient(network)
                .baseUrls(new BaseUrls.Builder().baseUrl(listener.url).build()).build();
        BoxClient client = new BoxClient.Builder(new BoxDeveloperTokenAuth(listener.token)).networkSession(session).build();
        EventStream stream = client.events.getEventStream();
        new Thread(() -> {
            try {
                for (Event event : stream) {
                    listener.event(event.getEventId());
                }
            } catch (RuntimeException e) {
                listener.told(e);
            }
        }).start();
        Listener.awaitEnd();
        stream.stop();
    }
}
