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
 * Starts contexts; to be loaded by a class loader that has everything but the optional library.
 */
public final class WithoutLibrary {

    private WithoutLibrary() {
    }

    /** Gives the message with which a route does not start; null if it does. */
    public static String start() throws Exception {
        return start("box-events:all?jwtConfig=file:config.json");
    }

    /** The same for a login that does not need the library. */
    public static String startWithToken() throws Exception {
        return start("box-events:all?clientId=a&clientSecret=b&userId=c&tokenUrl=http://localhost:9/");
    }

    private static String start(String uri) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(WithoutLibrary.class.getClassLoader());
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).autoStartup(false).to("log:box");
                }
            });
            context.start();
            return null;
        } catch (Exception e) {
            return e.toString();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
