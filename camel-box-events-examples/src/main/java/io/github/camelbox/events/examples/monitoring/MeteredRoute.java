// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.monitoring;

import org.apache.camel.builder.RouteBuilder;

/** A route as any other: the component finds the MeterRegistry in Camel's registry by itself. */
public class MeteredRoute extends RouteBuilder {

    @Override
    public void configure() {
        // The component reports and retries what fails; Camel's own error handler would add a stack trace each time.
        errorHandler(noErrorHandler());
        // In batches, so that it has every meter there is.
        from("box-events:all?batching=true&positionFile={{box.position-file}}").routeId("orders")
                .log("${header.CamelBoxEventsBatchSize} events: ${body}");
    }
}
