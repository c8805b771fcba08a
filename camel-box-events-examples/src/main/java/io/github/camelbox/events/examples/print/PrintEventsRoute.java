// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.print;

import org.apache.camel.builder.RouteBuilder;

/**
 * Prints everything that happens in a Box account. The same route is in {@code print/print-events.yaml},
 * {@code print/print-events.xml} and, for Spring, {@code print/print-events-spring.xml}.
 * <p>
 * The login is set on the component, so that no URI contains the token: {@code camel.component.box-events.access-token}.
 */
public class PrintEventsRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?positionFile={{box.position-file}}").routeId("print-events")
                .process("eventPrinter");
    }
}
