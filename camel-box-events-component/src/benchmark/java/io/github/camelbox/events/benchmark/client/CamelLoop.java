// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** The least that a Camel consumer can do: {@link TreeLoop} with an Exchange per event. */
final class CamelLoop extends RouteClient {

    @Override
    public void prepare(String url, String position, Arrivals arrivals) throws Exception {
        context.disableJMX();
        context.addComponent("loop", new LoopComponent(url, position));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("loop:events").routeId(ROUTE).autoStartup(false).process(exchange -> arrivals.event(
                        exchange.getMessage().getBody(JsonNode.class).path("event_id").asText()));
            }
        });
        context.start();
    }

    private static final class LoopComponent extends DefaultComponent {

        private final String url;
        private final String position;

        LoopComponent(String url, String position) {
            this.url = url;
            this.position = position;
        }

        @Override
        protected LoopEndpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new LoopEndpoint(uri, this, url, position);
        }
    }

    private static final class LoopEndpoint extends DefaultEndpoint {

        private final String url;
        private final String position;

        LoopEndpoint(String uri, Component component, String url, String position) {
            super(uri, component);
            this.url = url;
            this.position = position;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new LoopConsumer(this, processor);
        }
    }

    private static final class LoopConsumer extends DefaultConsumer {

        private final LoopClient loop;

        LoopConsumer(LoopEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
            loop = new LoopClient() {
                @Override
                PageHandler handler(Arrivals none) {
                    return entity -> {
                        try (JsonParser parser = MAPPER.getFactory().createParser(entity.getContent())) {
                            return TreeLoop.trees(parser, LoopConsumer.this::route);
                        }
                    };
                }
            };
            loop.prepare(endpoint.url, endpoint.position, null);
        }

        private void route(JsonNode event) {
            Exchange exchange = createExchange(false);
            try {
                exchange.getMessage().setBody(event);
                getProcessor().process(exchange);
            } catch (Exception e) {
                getExceptionHandler().handleException(e);
            } finally {
                releaseExchange(exchange, false);
            }
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            loop.start();
        }

        @Override
        protected void doStop() throws Exception {
            loop.stop();
            super.doStop();
        }
    }
}
