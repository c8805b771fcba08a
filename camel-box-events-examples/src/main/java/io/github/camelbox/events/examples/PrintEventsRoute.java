// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import org.apache.camel.builder.RouteBuilder;

/**
 * Everything that happens in a Box account, printed. The same in YAML: {@code yaml/print-events.yaml}, in XML:
 * {@code xml/print-events.xml}, in Spring's XML: {@code springxml/print-events.xml}.
 * <p>
 * How to log in is set on the component, so that the token is in no URI: {@code camel.component.box-events.access-token}.
 */
public class PrintEventsRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?positionFile={{box.position-file}}").routeId("print-events")
                .process("eventPrinter");
    }
}
