// SPDX-License-Identifier: Apache-2.0
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
