// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.audit;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.RoutePolicySupport;

/**
 * The history of an enterprise and then its live events: both go to the audit, which is also the repository of ids by which
 * each of them drops what the other has written.
 */
public class AuditRoutes extends RouteBuilder {

    static final String LIVE = "box-events:admin_logs_streaming?pollInterval={{audit.poll-interval}}"
            + "&positionFile={{audit.directory}}/live.position&idempotentRepository=#audit";

    @Override
    public void configure() {
        // The component retries and reports a failed event, in one line; Camel's own error handler would add forty to it.
        errorHandler(noErrorHandler());
        // Bounded by createdBefore, the route stops when all is written.
        from("box-events:admin_logs?createdAfter={{audit.from}}&createdBefore={{audit.until}}"
                + "&pollInterval={{audit.poll-interval}}"
                + "&positionFile={{audit.directory}}/history.position&idempotentRepository=#audit").routeId("history")
                .routePolicy(new ThenLive())
                .to("bean:audit?method=write");

        from(LIVE).routeId("live").autoStartup(false)
                .to("bean:audit?method=write")
                .log(LoggingLevel.INFO, AuditRoutes.class.getName(),
                        "${header.CamelBoxEventsEventType} ${header.CamelBoxEventsSourceName}");
    }

    /** Starts the route {@code live} when this one has stopped by itself. */
    private static final class ThenLive extends RoutePolicySupport {

        @Override
        public void onStop(Route route) {
            CamelContext context = route.getCamelContext();
            if (!context.isStopping()) {
                try {
                    context.getRouteController().startRoute("live");
                } catch (Exception e) {
                    throw new IllegalStateException("The route live cannot be started", e);
                }
            }
        }
    }
}
