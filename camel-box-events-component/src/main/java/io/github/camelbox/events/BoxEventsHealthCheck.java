// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;

import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The readiness of an event-driven consumer: down until Box has responded for the first time, and while something keeps events
 * from flowing; up while it is suspended. There is no liveness in it: a restart of this process does not repair Box.
 */
public final class BoxEventsHealthCheck implements HealthCheck {

    private final BoxEventsConsumer consumer;
    private final String id;
    private volatile boolean enabled = true;

    public BoxEventsHealthCheck(BoxEventsConsumer consumer, String id) {
        this.consumer = consumer;
        this.id = id;
    }

    /**
     * The consumer of a route, be it behind {@code master:} or not; null if it is not of this component, or not the leader yet.
     */
    static BoxEventsConsumer consumerOf(Route route) {
        return route.getConsumer() instanceof HealthCheckAware aware
                && aware.getHealthCheck() instanceof BoxEventsHealthCheck check ? check.consumer : null;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public String getId() {
        return id;
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
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder builder = HealthCheckResultBuilder.on(this)
                .detail(ENDPOINT_URI, consumer.getEndpoint().toString())
                .detail(CHECK_KIND, Kind.READINESS);
        if (!enabled) {
            return builder.message("Disabled").detail(CHECK_ENABLED, false).unknown().build();
        }
        CurrentError error = consumer.whyDown();
        builder.detail("stream.state", consumer.getStreamState()).detail("stream.lag.millis", consumer.getLagMillis());
        detail(builder, "stream.position", consumer.getStreamPosition());
        detail(builder, "stream.last.success.seconds", consumer.getSecondsSinceLastSuccess());
        detail(builder, "stream.notice", consumer.getNotice());
        detail(builder, "stream.progress", consumer.getProgress());
        if (error == null) {
            return builder.up().build();
        }
        // Spring Boot and Quarkus show the details and the error, not the message.
        return builder.detail("stream.error", error.message()).message(error.message()).error(error.cause()).down().build();
    }

    private static void detail(HealthCheckResultBuilder builder, String name, Object value) {
        if (value != null) {
            builder.detail(name, value);
        }
    }
}
