// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.File;
import java.net.MalformedURLException;
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

    /** The class path of the tests, but for the libraries whose path contains that. */
    static URLClassLoader classLoader(String library) throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains(library)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
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
