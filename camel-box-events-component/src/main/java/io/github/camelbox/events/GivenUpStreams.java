// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Objects;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRepository;

/**
 * A health check {@code box-events:ROUTE_ID} for each stream that has given up. Camel stops asking the consumer once its route
 * is stopped, and says only that.
 */
final class GivenUpStreams implements HealthCheckRepository {

    private final CamelContext context;
    private volatile boolean enabled = true;

    GivenUpStreams(CamelContext context) {
        this.context = context;
    }

    @Override
    public String getId() {
        return "box-events";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Stream<HealthCheck> stream() {
        return context.getRoutes().stream().map(BoxEventsHealthCheck::consumerOf)
                .filter(Objects::nonNull)
                .filter(consumer -> consumer.hasGivenUp() && consumer.getHealthCheck().isEnabled())
                .map(consumer -> new BoxEventsHealthCheck(consumer, "box-events:" + consumer.getRouteId()));
    }
}
