// SPDX-License-Identifier: Apache-2.0
package peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

import com.box.sdk.BoxAPIConnection;
import com.box.sdk.BoxEvent;
import com.box.sdk.EventListener;
import com.box.sdk.EventStream;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/** The first generation of Box's Java SDK, {@code com.box.sdk}, as its users write it. */
public final class BoxSdk {

    private BoxSdk() {
    }

    public static void main(String[] arguments) throws IOException {
        Listener listener = new Listener(arguments);
        @SuppressWarnings("deprecation") // Its successor is com.box.sdkgen.
        BoxAPIConnection api = new BoxAPIConnection(listener.token) {
            @Override
            protected OkHttpClient.Builder modifyHttpClientBuilder(OkHttpClient.Builder builder) {
                // By default it speaks only TLS.
                return builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
            }
        };
        api.setBaseURL(listener.url + "/");
        EventStream stream = listener.position != null && Files.exists(listener.position)
                ? new EventStream(api, Long.parseLong(Files.readString(listener.position)))
                : new EventStream(api);
        stream.addListener(new EventListener() {
            @Override
            public void onEvent(BoxEvent event) {
                listener.event(event.getID());
            }

            @Override
            public void onNextPosition(long position) {
                if (listener.position != null) {
                    try {
                        Files.writeString(listener.position, Long.toString(position));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            @Override
            public boolean onException(Throwable e) {
                listener.told(e);
                return true;
            }
        });
        stream.start();
        Listener.awaitEnd();
        stream.stop();
    }
}
