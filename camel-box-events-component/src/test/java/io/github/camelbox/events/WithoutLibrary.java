// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Starts contexts; to be loaded by a class loader that has everything but the optional library.
 */
public final class WithoutLibrary {

    private WithoutLibrary() {
    }

    /** Calls a method of this class with all that this JVM has but the jars whose path contains that. */
    static String call(String method, String library) throws Exception {
        List<URL> rest = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains(library)) {
                rest.add(Path.of(entry).toUri().toURL());
            }
        }
        // Not closed: threads of the context may still need it.
        ClassLoader loader = new URLClassLoader(rest.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        return (String) loader.loadClass(WithoutLibrary.class.getName()).getMethod(method).invoke(null);
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
                    from(uri).to("log:box");
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
