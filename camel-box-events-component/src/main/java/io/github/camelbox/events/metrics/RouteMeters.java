// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.metrics;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.github.camelbox.events.StreamMeters.MeteredStream;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.stream.StreamState;
import io.github.camelbox.events.stream.StreamStatistics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a route. But for the sizes of batches, they read the statistics only when they are read themselves, so that
 * they cost nothing in between. Counters add up over the starts of the route. Thread-safe.
 */
final class RouteMeters {

    private static final Logger LOG = LoggerFactory.getLogger(RouteMeters.class);
    private static final String PREFIX = "box.events.";
    private static final List<Operation> REQUESTS = List.of(Operation.CONNECT, Operation.POLL, Operation.FETCH);

    private final Tags tags;
    private final Map<MeterRegistry, List<Meter>> registered = new IdentityHashMap<>();

    // Micrometer refers to them weakly.
    private final List<Total> totals = new ArrayList<>();

    private final List<DistributionSummary> batchSizes = new CopyOnWriteArrayList<>();

    private volatile MeteredStream stream;

    RouteMeters(MeteredStream stream) {
        this.stream = stream;
        this.tags = Tags.of("routeId", stream.routeId(), "streamType", stream.streamType(), "camelContext",
                stream.context().getName());
    }

    /** A count over all starts of the route. */
    private static final class Total {

        private final ToDoubleFunction<StreamStatistics> count;
        private StreamStatistics statistics;
        private double before;

        Total(ToDoubleFunction<StreamStatistics> count, StreamStatistics statistics) {
            this.count = count;
            this.statistics = statistics;
        }

        synchronized void restart(StreamStatistics next) {
            if (statistics != next) {
                before = count();
                statistics = next;
            }
        }

        synchronized double count() {
            return before + count.applyAsDouble(statistics);
        }
    }

    synchronized void show(MeteredStream next) {
        stream = next;
        if (next.batching()) {
            next.statistics().onHandedOut(this::recordBatch);
        }
        totals.forEach(total -> total.restart(next.statistics()));
    }

    synchronized void register(MeterRegistry registry) {
        if (registered.putIfAbsent(registry, new ArrayList<>()) != null) {
            return;
        }
        counter(registry, "delivered", "Events whose Exchange succeeded", Tags.empty(), StreamStatistics::delivered);
        counter(registry, "duplicates", "Repeated events that were dropped", Tags.empty(), StreamStatistics::duplicates);
        for (Operation operation : Operation.values()) {
            counter(registry, "failures", "What failed, retries included", Tags.of("operation", operation.tag()),
                    statistics -> statistics.failures(operation));
        }
        for (Operation operation : REQUESTS) {
            counter(registry, "requests", "Requests to Box", Tags.of("operation", operation.tag()),
                    statistics -> statistics.requests(operation));
        }
        gauge(registry, "lag", "How old the last event was when it was handed to the route", "seconds", Tags.empty(),
                current -> current.statistics().lagMillis() / 1000.0);
        gauge(registry, "last.success", "Time since the last response of Box", "seconds", Tags.empty(),
                current -> seconds(current.statistics().secondsSinceLastSuccess()));
        for (StreamState state : StreamState.values()) {
            gauge(registry, "state", "1 for the state that the stream is in", null, Tags.of("state", state.tag()),
                    current -> current.state().get() == state ? 1 : 0);
        }
        if (stream.batching()) {
            DistributionSummary sizes = DistributionSummary.builder(PREFIX + "batch.size")
                    .description("Events of each batch that was handed to the route").tags(tags).register(registry);
            batchSizes.add(sizes);
            registered.get(registry).add(sizes);
        }
        gauge(registry, "up", "1 while health is UP", null, Tags.empty(), current -> current.isUp().getAsBoolean() ? 1 : 0);
    }

    // In the thread that hands out the batch: a registry that fails must not keep it from the route.
    private void recordBatch(int size) {
        try {
            batchSizes.forEach(sizes -> sizes.record(size));
        } catch (RuntimeException e) {
            stream.statistics().onHandedOut(count -> {
            });
            LOG.warn("The meter {}batch.size of the route {} fails, and is left as it is until the route starts again: {}",
                    PREFIX, stream.routeId(), HttpCaller.rootMessage(e));
        }
    }

    private static double seconds(Long seconds) {
        return seconds == null ? Double.NaN : seconds;
    }

    private void counter(
            MeterRegistry registry, String name, String description, Tags own, ToDoubleFunction<StreamStatistics> count) {
        Total total = new Total(count, stream.statistics());
        totals.add(total);
        registered.get(registry).add(FunctionCounter.builder(PREFIX + name, total, Total::count).description(description)
                .tags(tags.and(own)).register(registry));
    }

    private void gauge(
            MeterRegistry registry, String name, String description, String unit, Tags own,
            ToDoubleFunction<MeteredStream> value) {
        registered.get(registry).add(Gauge.builder(PREFIX + name, this, meters -> value.applyAsDouble(meters.stream))
                .description(description).baseUnit(unit).tags(tags.and(own)).register(registry));
    }

    synchronized void remove() {
        registered.forEach((registry, meters) -> meters.forEach(registry::remove));
        registered.clear();
        batchSizes.clear();
    }
}
