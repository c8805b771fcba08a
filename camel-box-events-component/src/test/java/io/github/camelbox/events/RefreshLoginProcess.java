// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A process with a route that logs in with a refresh token, until it is killed.
 */
final class RefreshLoginProcess {

    private RefreshLoginProcess() {
    }

    public static void main(String[] arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        BoxEventsConfiguration options = context.getComponent("box-events", BoxEventsComponent.class).getConfiguration();
        options.setBaseUrl(arguments[0]);
        options.setTokenUrl(arguments[1]);
        options.setClientId(arguments[2]);
        options.setClientSecret(arguments[3]);
        options.setRefreshToken(arguments[4]);
        options.setRefreshTokenFile(arguments[5]);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all").to("log:box");
            }
        });
        context.start();
        // Ends with the test, should that not kill it.
        while (System.in.read() != -1) {
            // Nothing is sent.
        }
        Runtime.getRuntime().halt(0);
    }
}
