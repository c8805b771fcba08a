// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import org.apache.camel.impl.DefaultCamelContext;

/** A client that is a route of Camel, which the subclass adds, with the id {@link #ROUTE}. */
abstract class RouteClient implements EventClient {

    static final String ROUTE = "events";

    final DefaultCamelContext context = new DefaultCamelContext();

    @Override
    public void start() throws Exception {
        context.getRouteController().startRoute(ROUTE);
    }

    @Override
    public void stop() throws Exception {
        context.getRouteController().stopRoute(ROUTE);
    }

    @Override
    public void close() {
        context.stop();
    }
}
