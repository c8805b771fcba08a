// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;

import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The readiness of an event-driven consumer: down until Box has responded for the first time, and while something keeps events
 * from flowing; up while it is suspended. There is no liveness in it: a restart of this process does not repair Box.
 */
public final class BoxEventsHealthCheck implements HealthCheck {

    private final BoxEventsConsumer consumer;
    private final String id;
    private volatile boolean enabled = true;

    public BoxEventsHealthCheck(BoxEventsConsumer consumer, String routeId) {
        this.consumer = consumer;
        this.id = "consumer:" + routeId;
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
        String state = consumer.getStreamState();
        Long age = consumer.getSecondsSinceLastSuccess();
        String error = consumer.getCurrentError();
        if (error == null && age == null && !state.equals(StreamState.SUSPENDED.toString())) {
            error = "Box has not responded yet";
        }
        builder.detail("stream.state", state).detail("stream.lag.millis", consumer.getLagMillis());
        detail(builder, "stream.position", consumer.getStreamPosition());
        detail(builder, "stream.last.success.seconds", age);
        detail(builder, "stream.notice", consumer.getNotice());
        detail(builder, "stream.error", error);
        return error == null ? builder.up().build() : builder.message(error).down().build();
    }

    private static void detail(HealthCheckResultBuilder builder, String name, Object value) {
        if (value != null) {
            builder.detail(name, value);
        }
    }
}
