// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import org.apache.camel.CamelContext;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.spi.RouteController;

/** The route that a consumer reads for, be it the route's own consumer or one within that, as behind {@code master:}. */
final class ConsumerRoute {

    private ConsumerRoute() {
    }

    /** Tells a consumer its route, and Camel, which asks only the outer consumer, of its health. */
    static void join(BoxEventsConsumer consumer, BoxEventsHealthCheck healthCheck) {
        Route route = consumer.getRoute();
        if (route != null && route.getConsumer() != consumer && route.getConsumer() instanceof HealthCheckAware outer) {
            outer.setHealthCheck(healthCheck);
        }
    }

    /** Finds the route by its processor, which a consumer within another one has, too. */
    static void find(BoxEventsConsumer consumer) {
        consumer.getEndpoint().getCamelContext().getRoutes().stream()
                .filter(route -> route.getProcessor() == consumer.getProcessor()).findAny().ifPresent(route -> {
                    consumer.setRoute(route);
                    consumer.setRouteId(route.getRouteId());
                });
    }

    /** Whether the route has the EIP {@code resumable()}. */
    static boolean isResumable(BoxEventsConsumer consumer) {
        return consumer.getProcessor() instanceof Navigate<?> steps && isResumable(steps);
    }

    // By name, since the class is not in Camel's API.
    private static boolean isResumable(Navigate<?> steps) {
        return steps.hasNext()
                && steps.next().stream().anyMatch(step -> step.getClass().getSimpleName().equals("ResumableProcessor")
                        || step instanceof Navigate<?> inner && isResumable(inner));
    }

    /**
     * Stops the route, or the consumer if it has none, from a thread of its own: the caller's is one that the stop ends. Behind
     * {@code master:} that gives up the leadership, so that another node takes over. The failure is null if all is done.
     */
    static void stop(BoxEventsConsumer consumer, Throwable failure) {
        CamelContext context = consumer.getEndpoint().getCamelContext();
        Runnable stop = () -> {
            try {
                RouteController controller = context.getRouteController();
                if (consumer.getRouteId() == null) {
                    consumer.stop();
                } else if (failure == null) {
                    controller.stopRoute(consumer.getRouteId());
                } else {
                    controller.stopRoute(consumer.getRouteId(), failure);
                }
            } catch (Exception e) {
                consumer.getExceptionHandler().handleException(consumer.label() + ": cannot be stopped: " + e, e);
            }
        };
        context.getExecutorServiceManager().newThread("box-events-stop", stop).start();
    }
}
