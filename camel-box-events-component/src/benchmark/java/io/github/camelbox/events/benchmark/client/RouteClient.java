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
