// SPDX-License-Identifier: Apache-2.0
package peers;

import java.util.List;

import com.box.sdk.BoxAPIConnection;
import com.box.sdk.BoxEvent;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.box.BoxComponent;
import org.apache.camel.component.box.BoxConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** A route that listens by camel-box. */
public final class CamelBox {

    private CamelBox() {
    }

    public static void main(String[] arguments) throws Exception {
        Listener listener = new Listener(arguments);
        BoxAPIConnection api = new BoxAPIConnection(listener.token) {
            @Override
            protected OkHttpClient.Builder modifyHttpClientBuilder(OkHttpClient.Builder builder) {
                // By default it speaks only TLS.
                return builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
            }
        };
        api.setBaseURL(listener.url + "/");
        BoxComponent box = new BoxComponent() {
            // The connection that it makes itself goes to Box.
            @Override
            protected void doStart() {
            }

            @Override
            public BoxAPIConnection getBoxConnection() {
                return api;
            }
        };
        box.setConfiguration(new BoxConfiguration());
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("box", box);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // Its scheduled poll sends an empty Exchange twice a second.
                    from("box:events/listen").routeId("events").filter(body().isInstanceOf(BoxEvent.class))
                            .process(exchange -> listener.event(exchange.getMessage().getBody(BoxEvent.class).getID()));
                }
            });
            context.start();
            Listener.awaitEnd();
            System.out.println("route " + context.getRouteController().getRouteStatus("events"));
        }
    }
}
