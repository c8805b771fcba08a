// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;

/** A recipe in a process as its users run it: a file of routes, and properties. It delivers to the bean {@code sink}. */
abstract class RecipeTestSupport extends SandboxTestSupport {

    /** The ids of the events that were delivered, in order. */
    final List<String> delivered = new CopyOnWriteArrayList<>();

    /** The bodies that were delivered, as texts. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    private Main main;

    /** Starts the recipe, or starts it again; these properties are added, two entries each. */
    void start(String name, String... properties) {
        main = new Main();
        main.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        main.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        main.addInitialProperty("camel.component.box-events.poll-interval", "100");
        main.addInitialProperty("camel.component.box-events.retry-initial-delay", "50");
        main.addInitialProperty("camel.main.shutdown-timeout", "10");
        main.addInitialProperty("box.api", box.baseUrl());
        main.addInitialProperty(name + ".directory", directory.toString());
        main.addInitialProperty(name + ".to", "bean:sink");
        for (int i = 0; i < properties.length; i += 2) {
            main.addInitialProperty(properties[i], properties[i + 1]);
        }
        main.bind("sink", (Processor) this::deliver);
        main.configure().withRoutesIncludePattern("classpath:" + name + "/" + name + ".yaml");
        main.start();
    }

    /** What the recipe delivers to; fails if the delivery is to fail. */
    void deliver(Exchange exchange) {
        delivered.add(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class));
        bodies.add(exchange.getMessage().getBody(String.class));
    }

    Main main() {
        return main;
    }

    @AfterEach
    void stop() {
        if (main != null) {
            main.stop();
        }
    }
}
