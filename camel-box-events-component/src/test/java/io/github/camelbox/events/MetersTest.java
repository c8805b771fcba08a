// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The meters of Micrometer, in whatever MeterRegistry the application has. */
@Timeout(60)
class MetersTest extends BoxEventsTestSupport {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private static double value(MeterRegistry registry, String name, String... tags) {
        Meter meter = registry.get("box.events." + name).tags(tags).tags("routeId", "box", "streamType", "all").meter();
        return meter.measure().iterator().next().getValue();
    }

    private double value(String name, String... tags) {
        return value(registry, name, tags);
    }

    private static List<Meter> meters(MeterRegistry registry) {
        return registry.getMeters().stream().filter(meter -> meter.getId().getName().startsWith("box.events.")).toList();
    }

    @Test
    void theyShowWhatHappenedAndCountOnWhenTheRouteStartsAgain() throws Exception {
        context.getRegistry().bind("meters", registry);
        AtomicInteger exchanges = new AtomicInteger();
        route("box-events:all?streamPosition=0", exchange -> {
            if (exchanges.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
        });
        box.account().burst(3);
        box.publish("{\"type\":\"event\",\"event_id\":\"last\",\"created_at\":\"2020-03-04T05:06:07-08:00\"}");
        box.repeatWithinPage(true);
        box.next(Call.EVENTS, Fault.status(500), Fault.status(500));
        box.next(Call.OPTIONS, Fault.status(503));
        context.start();
        awaitWaiting();

        assertThat(value("delivered")).isEqualTo(4);
        assertThat(value("duplicates")).isEqualTo(1);
        assertThat(value("failures", "operation", "exchange")).isEqualTo(1);
        assertThat(value("failures", "operation", "fetch")).isEqualTo(2);
        assertThat(value("failures", "operation", "connect")).isEqualTo(1);
        assertThat(value("failures", "operation", "token")).isZero();
        assertThat(value("requests", "operation", "fetch")).isEqualTo(box.count(Call.EVENTS));
        assertThat(value("requests", "operation", "connect")).isEqualTo(2);
        assertThat(value("requests", "operation", "poll")).isEqualTo(1);
        assertThat(value("lag")).isGreaterThan(365 * 24 * 3600);
        assertThat(value("last.success")).isBetween(0.0, 30.0);
        assertThat(value("state", "state", "waiting")).isEqualTo(1);
        assertThat(value("state", "state", "backing_off")).isZero();
        assertThat(value("up")).isEqualTo(1);

        consumer().suspend();
        assertThat(value("state", "state", "suspended")).isEqualTo(1);
        consumer().resume();
        context.getRouteController().stopRoute("box");
        assertThat(value("delivered")).isEqualTo(4);
        assertThat(value("state", "state", "stopped")).isEqualTo(1);
        box.always(Call.OPTIONS, Fault.status(503));
        for (int i = 0; i < 2; i++) {
            publish("more-" + i);
            context.getRouteController().startRoute("box");
            int delivered = 5 + i;
            await().until(() -> value("delivered") == delivered);
            context.getRouteController().stopRoute("box");
        }
        assertThat(value("failures", "operation", "fetch")).isEqualTo(2);
        context.getRouteController().startRoute("box");
        await().until(() -> value("up") == 0 && value("state", "state", "backing_off") == 1);

        context.getRouteController().stopRoute("box");
        context.removeRoute("box");
        assertThat(meters(registry)).isEmpty();
    }

    @Test
    void theyCanBeReadWhileTheConsumerStarts() throws Exception {
        List<Double> up = new CopyOnWriteArrayList<>();
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("box.events.up")) {
                up.add(meter.measure().iterator().next().getValue());
            }
        });
        context.getRegistry().bind("meters", registry);
        route("box-events:all", exchange -> {
        });

        context.start();

        // DOWN, since Box has not responded yet. A meter that fails would not be a number.
        assertThat(up).containsExactly(0.0);
    }

    private DistributionSummary batchSizes() {
        return registry.get("box.events.batch.size").tags("routeId", "box", "streamType", "all").summary();
    }

    @Test
    void theSizeOfEachBatchIsRecordedOnceAndEachOfItsEventsCounts() throws Exception {
        context.getRegistry().bind("meters", registry);
        box.pageLimit(3);
        box.account().burst(7);
        AtomicInteger exchanges = new AtomicInteger();
        route("box-events:all?streamPosition=0&batching=true", exchange -> {
            if (exchanges.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
        });
        context.start();
        awaitWaiting();

        assertThat(exchanges).hasValue(4);
        assertThat(batchSizes().count()).isEqualTo(3);
        assertThat(batchSizes().totalAmount()).isEqualTo(7);
        assertThat(batchSizes().max()).isEqualTo(3);
        assertThat(value("delivered")).isEqualTo(7);

        context.getRouteController().stopRoute("box");
        box.account().burst(2);
        context.getRouteController().startRoute("box");
        await().until(() -> value("delivered") == 9);
        assertThat(batchSizes().totalAmount()).isEqualTo(9);
        context.getRouteController().stopRoute("box");
        context.removeRoute("box");
        assertThat(meters(registry)).isEmpty();
    }

    @Test
    void withoutBatchingThereIsNoneForTheirSize() throws Exception {
        context.getRegistry().bind("meters", registry);
        route("box-events:all?streamPosition=0", receive());
        publish("a");
        context.start();
        await().until(() -> value("delivered") == 1);

        assertThat(registry.find("box.events.batch.size").meter()).isNull();
    }

    @Test
    void aRegistryThatFailsToRecordKeepsNoBatchFromTheRoute() throws Exception {
        context.getRegistry().bind("meters", new SimpleMeterRegistry() {
            @Override
            protected DistributionSummary newDistributionSummary(
                    Meter.Id id, DistributionStatisticConfig config, double scale) {
                return new CumulativeDistributionSummary(id, clock, config, scale, false) {
                    @Override
                    protected void recordNonNegative(double amount) {
                        throw new IllegalStateException("no disk");
                    }
                };
            }
        });
        box.pageLimit(1);
        box.account().burst(3);
        AtomicInteger batches = new AtomicInteger();
        route("box-events:all?streamPosition=0&batching=true", exchange -> batches.incrementAndGet());
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            context.start();
            await().until(() -> batches.get() == 3);

            assertThat(log.ofComponent(Level.WARN)).filteredOn(line -> line.contains("meter")).singleElement().asString()
                    .contains("box.events.batch.size of the route box", "no disk");
        }
    }

    @Test
    void aRouteThatDoesNotStartIsSeen() throws Exception {
        context.getRegistry().bind("meters", registry);
        AtomicBoolean broken = new AtomicBoolean(true);
        context.getRegistry().bind("positions", new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                if (broken.get()) {
                    throw new IllegalStateException("no connection");
                }
                return super.getState(key);
            }
        });
        context.getRouteController().supervising().setInitialDelay(1);
        context.getRouteController().supervising().setBackOffDelay(100);
        route("box-events:all?positionRepository=#positions", receive());
        context.start();
        await().until(() -> !meters(registry).isEmpty());

        assertThat(value("up")).isZero();
        assertThat(consumer().getCurrentError()).startsWith("the consumer cannot be started: ").contains("no connection");
        broken.set(false);
        await().until(() -> value("up") == 1);
    }

    @Test
    void aRouteThatHasStoppedItselfIsSeen() throws Exception {
        context.getRegistry().bind("meters", registry);
        component.getConfiguration().setMaxRetries(0);
        box.always(Call.EVENTS, Fault.status(503));
        route("box-events:all", receive());
        context.start();

        await().until(() -> value("state", "state", "stopped") == 1);
        assertThat(value("up")).isZero();
    }

    @Test
    void prometheusShowsThemWithoutASecret() throws Exception {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind("prometheus", prometheus);
        route("box-events:all?streamPosition=0&accessToken=" + box.accessToken(), receive());
        publish("a", "b");
        context.start();
        awaitWaiting();

        String scrape = prometheus.scrape();
        String tags = "camelContext=\"" + context.getName() + "\",%srouteId=\"box\",%sstreamType=\"all\"} ";
        assertThat(scrape).contains("box_events_delivered_total{" + tags.formatted("", "") + "2.0",
                "box_events_requests_total{" + tags.formatted("operation=\"poll\",", "") + "1.0",
                "box_events_state{" + tags.formatted("", "state=\"waiting\",") + "1.0",
                "box_events_up{" + tags.formatted("", "") + "1.0", "box_events_last_success_seconds{",
                "box_events_lag_seconds{")
                .doesNotContain(box.accessToken()).doesNotContain(box.channel());
    }

    @Test
    void ofSeveralRegistriesTheCompositeIsUsedElseAll() throws Exception {
        MeterRegistry other = new SimpleMeterRegistry();
        context.getRegistry().bind("one", registry);
        context.getRegistry().bind("two", other);
        route("box-events:all", receive());
        context.start();
        assertThat(meters(registry)).isNotEmpty().hasSameSizeAs(meters(other));
        startOver();
        assertThat(meters(registry)).isEmpty();
        assertThat(meters(other)).isEmpty();

        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        context.getRegistry().bind("one", registry);
        context.getRegistry().bind("composite", composite);
        route("box-events:all?streamPosition=0", receive());
        publish("a");
        context.start();
        await().until(() -> value("delivered") == 1);
        assertThat(meters(composite)).hasSameSizeAs(meters(registry));
    }

    @Test
    void aRegistryThatFailsKeepsNoRouteFromStarting() throws Exception {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("no meters\ntoday");
            }
        });
        context.getRegistry().bind("meters", registry);
        route("box-events:all?streamPosition=0", receive());
        publish("a");
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            context.start();
            await().until(() -> received.contains("a"));

            assertThat(log.ofComponent(Level.WARN)).filteredOn(line -> line.contains("meters")).singleElement().asString()
                    .contains("route box", "no meters today");
        }
    }

    @Test
    void withoutMicrometerARouteStarts() throws Exception {
        assertThat(WithoutLibrary.call("startWithToken", "micrometer")).isNull();
    }

    @Test
    void operationsDocumentsEachMeterWithItsTags() throws Exception {
        context.getRegistry().bind("meters", registry);
        route("box-events:all?batching=true", receive());
        context.start();
        Map<String, TreeSet<String>> tags = meters(registry).stream().collect(Collectors.groupingBy(
                meter -> meter.getId().getName(),
                Collectors.flatMapping(meter -> meter.getId().getTags().stream().map(Tag::getKey),
                        Collectors.toCollection(TreeSet::new))));
        tags.values().forEach(own -> own.removeAll(List.of("routeId", "streamType", "camelContext")));

        Map<String, TreeSet<String>> documented = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .map(Pattern.compile("^\\| `(box\\.events\\.[a-z.]+)` \\| (?:`(\\w+)`.*?)?\\|.*")::matcher)
                .filter(matcher -> matcher.matches())
                .collect(Collectors.toMap(matcher -> matcher.group(1),
                        matcher -> new TreeSet<>(matcher.group(2) == null ? List.of() : List.of(matcher.group(2)))));
        assertThat(documented).isEqualTo(tags);
    }
}
