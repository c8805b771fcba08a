/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
