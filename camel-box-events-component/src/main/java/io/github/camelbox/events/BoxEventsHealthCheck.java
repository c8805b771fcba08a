// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The readiness of an event-driven consumer: down until Box has answered for the first time, and while something keeps the
 * events from flowing. There is no liveness in it: a restart of this process does not mend Box.
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
        builder.detail("stream.state", consumer.getStreamState());
        Long age = consumer.getSecondsSinceLastGoodFetch();
        if (age != null) {
            builder.detail("stream.last.good.seconds", age);
        }
        String trouble = consumer.getTrouble();
        if (trouble != null) {
            return builder.message(trouble).down().build();
        }
        return age == null ? builder.message("Box has not answered yet").down().build() : builder.up().build();
    }
}
