// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.nio.file.Path;

import org.apache.camel.main.Main;

/**
 * Runs a route that is in a file, on your Box account, if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else on
 * a simulated one.
 */
public final class RouteFileDemo {

    private RouteFileDemo() {
    }

    /**
     * @param directory where position and events are kept
     * @param name      of their files
     * @param routeFile such as {@code classpath:yaml/print-events.yaml}
     */
    public static void run(Path directory, String name, String routeFile) throws Exception {
        String accessToken = System.getenv("BOX_ACCESS_TOKEN");
        SimulatedAccountAtWork account = accessToken != null ? null
                : new SimulatedAccountAtWork(directory.resolve(name + "-events.jsonl"));
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.access-token",
                account == null ? accessToken : account.accessToken());
        if (account != null) {
            camel.addInitialProperty("camel.component.box-events.base-url", account.baseUrl());
            account.catchUp();
        }
        camel.addInitialProperty("box.position-file",
                directory.resolve(name + (account == null ? "-box.position" : ".position")).toString());
        camel.bind("eventPrinter", new EventPrinter());
        camel.configure().withRoutesIncludePattern(routeFile);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            camel.stop();
            if (account != null) {
                account.close();
            }
        }));
        System.out.println("What happens in the account is printed by " + routeFile + ". Ctrl-C ends it.");
        camel.start();
        if (account != null) {
            account.startWork();
        }
        Thread.currentThread().join();
    }
}
