// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.camelbox.events.stream.StreamState;
import io.github.camelbox.events.stream.StreamStatistics;
import org.apache.camel.CamelContext;

/** Shows what routes read in a metrics library. An implementation is loaded only where its library is present. */
public interface StreamMeters {

    /**
     * What a route reads, from a start of its consumer on.
     *
     * @param statistics counters that begin at 0 with each start
     * @param batching   whether the route gets batches
     * @param isUp       whether health is UP
     */
    record MeteredStream(String routeId, String streamType, CamelContext context, boolean batching,
            StreamStatistics statistics, Supplier<StreamState> state, BooleanSupplier isUp) {
    }

    /** The consumer of a route starts: its meters are registered, or continue from where they were. */
    void started(MeteredStream stream);

    /** A route is removed, and with it its meters. */
    void removed(String routeId);
}
