// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;

/** The least that a Camel consumer can do: the loop that makes a tree of each event, with an Exchange for each. */
final class CamelLoop extends RouteClient {

    private static final String ROUTE = "events";

    private final LoopClient loop = new LoopClient(none -> PageReader.trees(this::route));
    private Processor route;

    @Override
    void route(RouteBuilder builder, String url, String position, Arrivals arrivals) {
        loop.prepare(List.of(url), position, arrivals);
        builder.from("direct:events").routeId(ROUTE).process(
                exchange -> arrivals.event(exchange.getMessage().getBody(JsonNode.class).path("event_id").asText()));
    }

    private void route(JsonNode event) {
        Exchange exchange = new DefaultExchange(context());
        exchange.getMessage().setBody(event);
        try {
            route.process(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void start() throws Exception {
        super.start();
        // What a consumer is given.
        route = context().getRoute(ROUTE).getProcessor();
        loop.start();
    }

    @Override
    public void stop() throws Exception {
        loop.stop();
        super.stop();
    }
}
