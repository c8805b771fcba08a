// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Exchanges that complete late, on another thread, out of order or never: the stored position waits for each. */
class AsyncDeliveryTest extends BoxEventsTestSupport {

    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    // The events whose Exchange is over, in that order.
    private final List<String> completed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void onePositionForEachEvent() {
        context.getRegistry().bind("positions", positions);
        box.pageLimit(1);
    }

    @AfterEach
    void releaseAll() {
        held.values().forEach(CountDownLatch::countDown);
    }

    @Test
    void thePositionWaitsForTheSedaRoute() throws Exception {
        hold("b");
        publish("a", "b");
        sedaRoutes(receiveHeld());
        context.start();
        awaitReceived("b");

        await().until(() -> !positions.stored().isEmpty());
        stopWithoutWaiting();

        assertThat(positions.stored()).containsExactly(box.positionAfter(1));
    }

    @Test
    void anEventWhoseSedaRouteOutlastsAStopComesAgain() throws Exception {
        hold("b");
        publish("a", "b", "c");
        sedaRoutes(receiveHeld());
        context.start();
        awaitReceived("b");

        stopWithoutWaiting();
        release("b");
        consumer().start();

        awaitReceived("c");
        assertThat(received).containsExactly("a", "b", "b", "c");
    }

    @Test
    void aFailureInTheSedaRouteBringsTheEventBack() throws Exception {
        publish("a", "b", "c");
        sedaRoutes(failing("b", 2));
        context.start();

        awaitStored(3);
        assertThat(received).containsExactly("a", "b", "b", "b", "c");
    }

    @Test
    void aFailureAfterTheHandOverToSedaBringsTheEventBack() throws Exception {
        AtomicInteger passes = new AtomicInteger();
        publish("a", "b");
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("")).routeId("box").to("seda:later").process(exchange -> {
                if (passes.incrementAndGet() == 1) {
                    throw new IllegalStateException("broken");
                }
            });
            builder.from("seda:later?pollTimeout=20").process(receive());
        });
        context.start();

        awaitStored(2);
        assertThat(received).containsExactly("a", "a", "b");
    }

    @Test
    void anEventThatDoesNotFitIntoTheSedaQueueComesAgain() throws Exception {
        hold("x");
        publish("a", "b");
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("&exceptionHandler=#reports")).routeId("box").autoStartup(false).to("seda:later");
            builder.from("seda:later?size=1&pollTimeout=20").process(receiveHeld());
        });
        context.start();
        try (ProducerTemplate others = context.createProducerTemplate()) {
            others.sendBodyAndHeader("seda:later", null, BoxEventsConstants.EVENT_ID, "x");
            awaitReceived("x");
            others.sendBodyAndHeader("seda:later", null, BoxEventsConstants.EVENT_ID, "y");
        }
        context.getRouteController().startRoute("box");

        await().until(() -> reports.all().size() >= 2);
        assertThat(reports.all()).allSatisfy(report -> assertThat(report.failure()).hasMessage("Queue full"));
        release("x");

        awaitStored(2);
        assertThat(received).containsExactly("x", "y", "a", "b");
    }

    @Test
    void anEventThatFailsOnAnotherThreadComesAgain() throws Exception {
        List<String> positionsBefore = new CopyOnWriteArrayList<>();
        Processor failing = failing("b", 1);
        publish("a", "b", "c");
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("")).routeId("box").threads(2).process(exchange -> {
                positionsBefore.add(id(exchange) + " " + positions.stored().size());
                failing.process(exchange);
            });
        });
        context.start();

        awaitStored(3);
        assertThat(received).containsExactly("a", "b", "b", "c");
        assertThat(positionsBefore).containsExactly("a 0", "b 1", "b 1", "c 2");
    }

    @Test
    void maxInFlightIsHowManyExchangesAreInTheRouteAtOnce() throws Exception {
        CyclicBarrier four = new CyclicBarrier(4);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        box.backlog(12);
        route(uri("&maxInFlight=4"), exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            four.await(20, TimeUnit.SECONDS);
            now.decrementAndGet();
        });
        context.start();

        awaitStored(12);
        assertThat(most).hasValue(4);
    }

    @Test
    void thePositionDoesNotPassAnUnfinishedEventAndThenCatchesUpAtOnce() throws Exception {
        hold("first");
        box.pageLimit(3);
        publish("first", "2", "3", "4", "5", "6", "7", "8", "9");
        route(uri("&maxInFlight=4"), receiveHeld());
        context.start();

        // The stream waits for more: every event has been taken, and a thread that takes has ended what it took before.
        await().until(() -> completed.size() == 8);
        awaitWaiting();
        assertThat(positions.stored()).isEmpty();
        release("first");

        awaitStored(9);
        assertThat(positions.stored()).containsExactly(box.positionAfter(9));
        assertThat(received).containsExactlyInAnyOrder("first", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void completionsOutOfOrderMoveThePositionInOrder() throws Exception {
        hold("a", "b", "c");
        publish("a", "b", "c", "d");
        route(uri("&maxInFlight=4"), receiveHeld());
        context.start();
        await().until(() -> completed.contains("d"));

        release("c");
        await().until(() -> completed.contains("c"));
        release("a");
        awaitStored(1);
        release("b");
        awaitStored(4);

        assertThat(positions.stored()).containsExactly(box.positionAfter(1), box.positionAfter(4));
    }

    @Test
    void anEventThatFailsComesAgainWhileOthersGoOn() throws Exception {
        Processor failing = failing("b", 2);
        publish("a", "b", "c", "d", "e");
        route(uri("&maxInFlight=4"), failing);
        context.start();

        awaitStored(5);
        assertThat(received).containsExactlyInAnyOrder("a", "b", "b", "b", "c", "d", "e");
    }

    @Test
    @Timeout(50) // A stop waits for Exchanges in the route for 11 s.
    void aCompletionThatNeverComesHoldsThePositionButNotTheStop() throws Exception {
        context.getShutdownStrategy().setTimeout(60);
        publish("a", "b");
        RouteBuilder.addRoutes(context,
                builder -> builder.from(uri("")).routeId("box").process(receive()).to("seda:withoutConsumer"));
        context.start();
        awaitReceived("a");

        context.getRouteController().stopRoute("box");

        assertThat(context.getRouteController().getRouteStatus("box")).isEqualTo(ServiceStatus.Stopped);
        assertThat(positions.stored()).isEmpty();
        assertThat(received).containsExactly("a");
    }

    @Test
    void anEventWhoseExchangeFailsByTheInterruptOfAStopIsNotSkipped() throws Exception {
        hold("a");
        publish("a", "b");
        route(uri("&onFailure=skip"), receiveHeld());
        context.start();
        awaitReceived("a");

        consumer().stop();
        assertThat(completed).isEmpty();
        assertThat(positions.stored()).isEmpty();
        release("a");
        consumer().start();

        awaitStored(2);
        assertThat(received).containsExactly("a", "a", "b");
    }

    @Test
    void aStopWaitsForTheExchangesInTheRoute() throws Exception {
        hold("a", "b", "c");
        publish("a", "b", "c", "d");
        route(uri("&maxInFlight=3"), receiveHeld());
        context.start();
        await().until(() -> received.size() == 3);

        Thread stop = new Thread(() -> consumer().stop());
        stop.start();
        await().until(() -> consumer().getStreamState().equals("stopped"));
        release("a", "b", "c");
        stop.join();

        assertThat(completed).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(positions.stored()).last().isEqualTo(box.positionAfter(3));
        assertThat(received).doesNotContain("d");
    }

    @Test
    void aCompletionInTheSedaRouteAfterTheStopStoresNothing() throws Exception {
        hold("a");
        publish("a");
        sedaRoutes(receiveHeld());
        context.start();
        awaitReceived("a");

        stopWithoutWaiting();
        positions.setState(positionKey("all"), "newer");
        release("a");

        await().until(() -> context.getInflightRepository().size() == 0);
        assertThat(positions.stored()).containsExactly("newer");
    }

    @Test
    void aCompletionInTheRouteAfterTheStopStoresNothing() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicReference<Thread> inRoute = new AtomicReference<>();
        publish("a");
        route(uri(""), exchange -> {
            inRoute.set(Thread.currentThread());
            receive().process(exchange);
            awaitDespiteInterrupts(released);
            completed.add(id(exchange));
        });
        context.start();
        awaitReceived("a");

        stopWithoutWaiting();
        positions.setState(positionKey("all"), "newer");
        released.countDown();

        inRoute.get().join();
        assertThat(completed).containsExactly("a");
        assertThat(positions.stored()).containsExactly("newer");
    }

    @Test
    void aPooledExchangeThatOutlastsTheStopIsLeftToTheRoute() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        hold("a");
        publish("a");
        RouteBuilder.addRoutes(context, builder -> builder.from(uri("")).routeId("box").threads(2).process(receiveHeld()));
        context.start();
        awaitReceived("a");

        stopWithoutWaiting();
        await().until(() -> deliveryThreads().isEmpty());
        release("a");

        await().until(() -> !completed.isEmpty());
        assertThat(completed).as("ids in the Exchange after the stop").containsExactly("a");
    }

    private static void awaitDespiteInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Goes on.
            }
        }
    }

    /** Stops the consumer on a thread that is interrupted: the stop does not wait for Exchanges in the route. */
    private void stopWithoutWaiting() {
        Thread.currentThread().interrupt();
        consumer().stop();
        assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    }

    private String uri(String options) {
        return "box-events:all?streamPosition=0&positionRepository=#positions" + options;
    }

    /** A route {@code box} that only hands over to the queue of another one. */
    private void sedaRoutes(Processor later) throws Exception {
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("")).routeId("box").to("seda:later");
            builder.from("seda:later?pollTimeout=20").process(later);
        });
    }

    /** Notes each event, and keeps those in the route that are held. */
    private Processor receiveHeld() {
        return exchange -> {
            receive().process(exchange);
            CountDownLatch latch = held.get(id(exchange));
            if (latch != null) {
                latch.await();
            }
            completed.add(id(exchange));
        };
    }

    private Processor failing(String id, int times) {
        AtomicInteger failures = new AtomicInteger();
        return exchange -> {
            receive().process(exchange);
            if (id.equals(id(exchange)) && failures.getAndIncrement() < times) {
                throw new IllegalStateException("broken");
            }
        };
    }

    private void hold(String... ids) {
        for (String id : ids) {
            held.put(id, new CountDownLatch(1));
        }
    }

    private void release(String... ids) {
        for (String id : ids) {
            held.get(id).countDown();
        }
    }

}
