// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelbox.events.StreamMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.camel.spi.Registry;

/** The meters of Micrometer, in the MeterRegistry that Camel's registry has. Thread-safe. */
public final class MicrometerMeters implements StreamMeters {

    // As camel-micrometer calls it.
    private static final String NAME = "metricsRegistry";

    private final Map<String, RouteMeters> routes = new ConcurrentHashMap<>();

    @Override
    public void started(MeteredStream stream) {
        routes.compute(stream.routeId(), (id, before) -> {
            RouteMeters meters = before != null ? before : new RouteMeters(stream);
            meters.show(stream);
            registries(stream.context().getRegistry()).forEach(meters::register);
            return meters;
        });
    }

    @Override
    public void removed(String routeId) {
        RouteMeters removed = routes.remove(routeId);
        if (removed != null) {
            removed.remove();
        }
    }

    // Spring Boot and Quarkus have several if there are several backends: the composite has all of them.
    private static Collection<MeterRegistry> registries(Registry registry) {
        MeterRegistry named = registry.lookupByNameAndType(NAME, MeterRegistry.class);
        if (named != null) {
            return List.of(named);
        }
        Set<MeterRegistry> all = registry.findByType(MeterRegistry.class);
        List<MeterRegistry> composites = all.stream().filter(CompositeMeterRegistry.class::isInstance).toList();
        return composites.isEmpty() ? all : composites;
    }
}
