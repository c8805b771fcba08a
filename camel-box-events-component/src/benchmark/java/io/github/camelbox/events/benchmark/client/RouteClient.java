// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.List;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A client that is a route of Camel for each account. */
abstract class RouteClient implements EventClient {

    final DefaultCamelContext context = new DefaultCamelContext();

    /** Begins the route of an account and reports its events. */
    abstract void route(RouteBuilder builder, String url, String position, Arrivals arrivals);

    @Override
    public void prepare(List<String> urls, String position, Arrivals arrivals) throws Exception {
        context.disableJMX();
        context.setAutoStartup(false);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                urls.forEach(url -> route(this, url, position, arrivals));
            }
        });
        context.start();
    }

    @Override
    public void start() throws Exception {
        context.startAllRoutes();
    }

    @Override
    public void stop() throws Exception {
        context.stop();
    }
}
