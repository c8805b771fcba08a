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
