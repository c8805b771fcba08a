// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.delivery.OrderingKey;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts, suspends, resumes, stops, interrupts and hands over in random order, while the store, the route, the network and
 * Box fail at random; and then asks whether anything was lost, was in the route twice at once, came out of order, was left
 * behind, or was said wrong. For seconds in the build; for longer with {@code -Dlifecycle.minutes=60}; one life again with
 * {@code -Dlifecycle.seed=…}, which a failure names.
 */
class RandomLifecycleTest {

    private static final Logger LOG = LoggerFactory.getLogger(RandomLifecycleTest.class);
    private static final Duration IN_THE_BUILD = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private int lives;
    private long events;
    private long acts;
    private long repeats;

    @Test
    void aLifeInRandomOrderLosesNothing() throws Exception {
        Long only = Long.getLong("lifecycle.seed");
        Integer minutes = Integer.getInteger("lifecycle.minutes");
        Duration time = minutes == null ? IN_THE_BUILD : Duration.ofMinutes(minutes);
        long first = only != null ? only : System.nanoTime();
        long end = System.nanoTime() + time.toNanos();
        try (BoxSandbox box = new BoxSandbox().start()) {
            do {
                long seed = first + lives;
                try {
                    new Life(box, seed).live();
                } catch (Throwable e) {
                    throw new AssertionError("A life failed. Again: -Dlifecycle.seed=" + seed, e);
                }
                lives++;
            } while (only == null && System.nanoTime() < end);
        }
        LOG.warn("{} lives from seed {}: {} events, {} acts, lost 0, repeated {}", lives, first, events, acts, repeats);
        System.out.println(lives + " lives from seed " + first + ": " + events + " events, " + acts + " acts, lost 0, repeated "
                + repeats);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(2));
    }

    /** One account, one position, and consumers that come and go. */
    private final class Life {

        private final BoxSandbox box;
        private final Random random;
        private final LifeRoute route;
        private final Positions positions = new Positions();
        private final List<String> published = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private final String options;
        private final int maxInFlight;
        private DefaultCamelContext context;
        private BoxEventsComponent component;
        private boolean routeStarted;

        Life(BoxSandbox box, long seed) {
            this.box = box;
            this.random = new Random(seed);
            box.reset();
            box.pageLimit(1 + random.nextInt(6)).overlap(random.nextInt(3)).repeatWithinPage(random.nextInt(4) == 0);
            maxInFlight = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
            OrderingKey orderingKey = List.of(OrderingKey.values()).get(random.nextInt(3));
            route = new LifeRoute(new Random(seed + 1), event -> lane(event, orderingKey));
            String place = random.nextBoolean() ? "positionRepository=#positions"
                    : "positionFile=" + directory.resolve("life-" + seed + ".position");
            // Pages are full, half full, or short: what is prefetched depends on it.
            options = "box-events:all?streamPosition=0&maxRequestsPerMinute=0&retryInitialDelay=2&retryMaxDelay=20&limit="
                    + (1 + random.nextInt(8)) + "&maxInFlight=" + maxInFlight
                    + (orderingKey == OrderingKey.none ? "&batching=" + random.nextBoolean() : "&orderingKey="
                            + orderingKey)
                    + "&" + place;
        }

        private String lane(BoxEvent event, OrderingKey orderingKey) {
            return maxInFlight == 1 ? "all" : switch (orderingKey) {
                case source -> event.getSource().id();
                case user -> event.getCreatedBy().id();
                case none -> event.getEventId();
            };
        }

        void live() throws Exception {
            begin();
            try {
                int count = 20 + random.nextInt(20);
                for (int i = 0; i < count; i++) {
                    act();
                }
                settle();
            } catch (Throwable e) {
                throw new AssertionError("after " + log + " with " + options + ", " + consumer().getStreamState() + ", "
                        + consumer().getCurrentError() + ", threads " + threads() + ", missing "
                        + route.missing(published),
                        e);
            } finally {
                route.calm();
                context.stop();
            }
            nothingIsLeft();
            acts += log.size();
            events += published.size();
            repeats += route.repeats();
        }

        private void begin() throws Exception {
            context = new DefaultCamelContext();
            context.getShutdownStrategy().setTimeout(30);
            context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
            context.getRegistry().bind("positions", positions);
            component = context.getComponent("box-events", BoxEventsComponent.class);
            BoxEventsConfiguration configuration = component.getConfiguration();
            configuration.setBaseUrl(box.baseUrl());
            configuration.setTokenUrl(box.tokenUrl());
            configuration.setClientId(box.tokens().clientId());
            configuration.setClientSecret(box.tokens().clientSecret());
            configuration.setUserId(box.tokens().userId());
            RouteBuilder.addRoutes(context, builder -> {
                builder.errorHandler(builder.noErrorHandler());
                builder.from(options).routeId("box").process(route);
            });
            context.start();
            routeStarted = true;
        }

        private void act() throws Exception {
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> publish(1 + random.nextInt(3));
                case 3 -> publish(10 + random.nextInt(20));
                case 4 -> did("suspend", () -> context.getRouteController().suspendRoute("box"));
                case 5 -> did("resume", () -> context.getRouteController().resumeRoute("box"));
                case 6 -> did("suspend and resume", () -> {
                    consumer().suspend();
                    consumer().resume();
                });
                case 7 -> did("stop", this::stop);
                case 8 -> did("start", this::start);
                case 9 -> did("forced stop", this::forcedStop);
                case 10 -> did("hand over", () -> {
                    context.stop();
                    begin();
                });
                case 11 -> {
                    log.add("store fails");
                    positions.breakWith(() -> new IllegalStateException("no connection"));
                }
                case 12 -> {
                    log.add("store works");
                    positions.mend();
                }
                case 13 -> {
                    log.add("route fails");
                    route.fail(1 + random.nextInt(5));
                }
                case 14 -> fault();
                default -> {
                    log.add("pause");
                    route.awaitSomething();
                }
            }
        }

        // Camel takes a stopped route that is suspended, and then started, for resumed, and does not start its consumer.
        private void did(String what, Act act) throws Exception {
            if (routeStarted || what.equals("start") || what.equals("hand over")) {
                log.add(what);
                act.perform();
            }
        }

        private void publish(int count) {
            log.add("publish " + count);
            for (int i = 0; i < count; i++) {
                published.add(box.account().as(random.nextInt(5)).upload("File " + random.nextInt(4)));
            }
        }

        private void stop() throws Exception {
            context.getRouteController().stopRoute("box");
            routeStarted = false;
        }

        private void start() throws Exception {
            context.getRouteController().startRoute("box");
            routeStarted = true;
        }

        // As Camel does after its shutdown timeout: the thread that waits in the stop is interrupted.
        private void forcedStop() throws Exception {
            BoxEventsConsumer consumer = consumer();
            route.outlived();
            CountDownLatch stopping = new CountDownLatch(1);
            Thread stop = new Thread(() -> {
                stopping.countDown();
                consumer.stop();
            });
            stop.start();
            stopping.await();
            stop.interrupt();
            stop.join();
            context.getRouteController().stopRoute("box");
            routeStarted = false;
        }

        private void fault() {
            Call call = List.of(Call.OPTIONS, Call.EVENTS, Call.LONG_POLL, Call.TOKEN).get(random.nextInt(4));
            Fault fault = switch (random.nextInt(7)) {
                case 0 -> Fault.reset();
                case 1 -> Fault.closed();
                case 2 -> Fault.status(503);
                case 3 -> Fault.garbage();
                case 4 -> Fault.rateLimited("0");
                case 5 -> Fault.unauthorized();
                default -> Fault.truncatedJson();
            };
            log.add(call + " " + fault);
            box.next(call, fault);
            if (random.nextBoolean()) {
                box.answerLongPolls(random.nextBoolean() ? Fault.message("reconnect") : Fault.reset());
            }
        }

        private List<String> threads() {
            return Thread.getAllStackTraces().entrySet().stream()
                    .filter(entry -> entry.getKey().getName().contains("box-events"))
                    .map(entry -> entry.getKey().getName() + " " + List.of(entry.getValue())).toList();
        }

        private BoxEventsConsumer consumer() {
            return (BoxEventsConsumer) context.getRoute("box").getConsumer();
        }

        /** All is well again: then all must have come, and health must say so. */
        private void settle() throws Exception {
            positions.mend();
            box.clearFaults();
            route.calm();
            if (!routeStarted) {
                start();
            }
            context.getRouteController().resumeRoute("box");
            publish(1);
            await().until(() -> route.missing(published).isEmpty());
            await().until(() -> consumer().getStreamState().equals("waiting") && box.openLongPolls() == 1);
            await().until(() -> consumer().getHealthCheck().call().getState().name().equals("UP"));
            assertThat(route.findings()).isEmpty();
            assertThat(route.firstSuccesses()).isEqualTo(route.byLane(published));
            unhealthyWhileTheStoreFails();
        }

        private void unhealthyWhileTheStoreFails() {
            if (!options.contains("positionRepository")) {
                return;
            }
            positions.breakWith(() -> new IllegalStateException("no connection"));
            publish(1);
            await().until(() -> String.valueOf(consumer().getCurrentError()).contains("no connection")
                    && consumer().getHealthCheck().call().getState().name().equals("DOWN"));
            positions.mend();
            await().until(() -> consumer().getHealthCheck().call().getState().name().equals("UP"));
        }

        private void nothingIsLeft() {
            assertThat(component.sharedResources().inUse()).isZero();
            await().until(() -> component.httpClients().inUse() == 0);
            await().until(() -> box.openLongPolls() == 0);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.isAlive() && thread.getName().contains("box-events")));
        }
    }

    private interface Act {
        void perform() throws Exception;
    }
}
