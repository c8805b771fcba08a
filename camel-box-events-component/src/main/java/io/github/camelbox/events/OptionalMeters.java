// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Collection;

import io.github.camelbox.events.StreamMeters.MeteredStream;
import io.github.camelbox.events.box.HttpCaller;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a component's routes, from the first start of a route until it is removed: a stopped one must be seen. None
 * without Micrometer on the class path; and none keeps a route from starting.
 */
final class OptionalMeters extends LifecycleStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(OptionalMeters.class);
    private static final String LIBRARY = "io.micrometer.core.instrument.MeterRegistry";
    // By name: the packages of what is optional are imported by nothing.
    private static final String METERS = "io.github.camelbox.events.metrics.MicrometerMeters";

    private final StreamMeters meters;

    private OptionalMeters(StreamMeters meters) {
        this.meters = meters;
    }

    static OptionalMeters of(CamelContext context) {
        ClassResolver classes = context.getClassResolver();
        if (classes.resolveClass(LIBRARY) == null) {
            return new OptionalMeters(null);
        }
        OptionalMeters found
                = new OptionalMeters(context.getInjector().newInstance(classes.resolveClass(METERS, StreamMeters.class)));
        context.addLifecycleStrategy(found);
        return found;
    }

    void started(MeteredStream stream) {
        if (meters != null && stream.routeId() != null) {
            try {
                meters.started(stream);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("The meters of the route {} cannot be registered: {}", stream.routeId(), HttpCaller.rootMessage(e));
            }
        }
    }

    @Override
    public void onRoutesRemove(Collection<Route> routes) {
        routes.forEach(route -> meters.removed(route.getRouteId()));
    }
}
