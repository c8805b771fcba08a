// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.builder.RouteBuilder;

/** This component as its users have it. */
final class ComponentClient extends RouteClient {

    private final String options;

    /**
     * @param options of the endpoint, as {@code &name=value}; the others are the defaults
     */
    ComponentClient(String options) {
        this.options = options;
    }

    @Override
    void route(RouteBuilder builder, String url, String position, Arrivals arrivals) {
        builder.from("box-events:all?accessToken=token&baseUrl=" + url + "/2.0&streamPosition=" + position + options)
                .process(exchange -> {
                    if (exchange.getMessage().getBody() instanceof BoxEventBatch batch) {
                        batch.forEach(event -> arrivals.event(event.getEventId()));
                    } else {
                        arrivals.event(exchange.getMessage().getHeader("CamelBoxEventsEventId", String.class));
                    }
                });
    }
}
