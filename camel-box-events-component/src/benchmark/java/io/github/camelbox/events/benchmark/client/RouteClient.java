// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A client that is a route of Camel for each account. */
abstract class RouteClient implements EventClient {

    // Camel compares each route that starts with all others of its context.
    private static final int ROUTES_OF_A_CONTEXT = 1000;

    private final List<DefaultCamelContext> contexts = new ArrayList<>();

    /** Begins the route of an account and reports its events. */
    abstract void route(RouteBuilder builder, String url, String position, Arrivals arrivals);

    @Override
    public void prepare(List<String> urls, String position, Arrivals arrivals) throws Exception {
        for (int i = 0; i < urls.size(); i += ROUTES_OF_A_CONTEXT) {
            contexts.add(context(urls.subList(i, Math.min(urls.size(), i + ROUTES_OF_A_CONTEXT)), position, arrivals));
        }
    }

    private DefaultCamelContext context(List<String> urls, String position, Arrivals arrivals) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        context.setAutoStartup(false);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                urls.forEach(url -> route(this, url, position, arrivals));
            }
        });
        context.start();
        return context;
    }

    /** That of the first routes. */
    DefaultCamelContext context() {
        return contexts.get(0);
    }

    @Override
    public void start() throws Exception {
        for (DefaultCamelContext context : contexts) {
            context.startAllRoutes();
        }
    }

    @Override
    public void stop() throws Exception {
        contexts.forEach(DefaultCamelContext::stop);
    }
}
