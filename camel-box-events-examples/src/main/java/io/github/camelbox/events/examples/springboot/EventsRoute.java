// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Sends everything that happens in a Box account to {@code events.to}.
 */
@Component
class EventsRoute extends RouteBuilder {

    @Override
    public void configure() {
        // The component retries and reports a failed event, in one line; Camel's own error handler would add forty to it.
        errorHandler(noErrorHandler());
        from("box-events:all").routeId("events")
                .to("{{events.to}}");
    }
}
