// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import org.apache.camel.builder.RouteBuilder;

/** This component, as its users meet it: a route. Options that are not given are the defaults. */
final class ComponentClient extends RouteClient {

    private final String options;

    /**
     * @param options further ones of the endpoint: {@code &name=value...}
     */
    ComponentClient(String options) {
        this.options = options;
    }

    @Override
    public void prepare(String url, String position, Arrivals arrivals) throws Exception {
        context.disableJMX();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?accessToken=token&baseUrl=" + url + "/2.0&streamPosition=" + position
                     + options)
                        .routeId(ROUTE).autoStartup(false)
                        .process(exchange -> arrivals.event(
                                exchange.getMessage().getHeader("CamelBoxEventsEventId", String.class)));
            }
        });
        context.start();
    }
}
