// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.camelbox.events.Moody.Mood;
import io.github.camelbox.events.position.CommitWriter;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Suspending is a gate: what is in the route goes on, nothing enters it, and what is outside waits as it is. */
@Timeout(60)
class SuspendAndResumeTest extends BoxEventsTestSupport {

    private final Moody beans = new Moody();
    private final Semaphore leave = new Semaphore(0);
    private final AtomicInteger inRoute = new AtomicInteger();
    private final AtomicInteger mostInRoute = new AtomicInteger();
    private volatile RuntimeException failure;

    @BeforeEach
    void onePositionForEachEvent() {
        context.getRegistry().bind("positions", positions);
        context.getRegistry().bind("ids", beans.ids);
        box.pageLimit(1);
    }

    @AfterEach
    void letGo() {
        beans.mend();
        leave.release(1000);
    }

    private static String uri(String options) {
        return "box-events:all?streamPosition=0&positionRepository=#positions" + options;
    }

    private void start(String options, Processor processor) throws Exception {
        route(uri(options), processor);
        context.start();
    }

    /** Keeps each event in the route until it may leave; then it fails, if a failure is set. */
    private void hold(Exchange exchange) throws Exception {
        mostInRoute.accumulateAndGet(inRoute.incrementAndGet(), Math::max);
        try {
            receive().process(exchange);
            leave.acquire();
            if (failure != null) {
                throw failure;
            }
        } finally {
            inRoute.decrementAndGet();
        }
    }

    private void suspendAndResume(int times) {
        for (int i = 0; i < times; i++) {
            consumer().suspend();
            consumer().resume();
        }
    }

    private void awaitInRoute(String id) {
        await().until(() -> received.contains(id) && inRoute.get() > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3 })
    void anEventIsNotInTheRouteTwiceHoweverOftenItsConsumerIsSuspendedMeanwhile(int maxInFlight) throws Exception {
        publish("a", "b", "c", "d");
        start("&maxInFlight=" + maxInFlight, this::hold);
        await().until(() -> inRoute.get() == maxInFlight);

        suspendAndResume(5);
        consumer().suspend();
        leave.release(4);
        await().until(() -> inRoute.get() == 0);
        assertThat(received).hasSize(maxInFlight);
        consumer().resume();

        awaitStored(4);
        assertThat(received).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(mostInRoute.get()).isEqualTo(maxInFlight);
    }

    @Test
    void successWhileSuspendedIsStored() throws Exception {
        publish("a", "b");
        start("", this::hold);
        awaitInRoute("a");
        consumer().suspend();
        leave.release();

        awaitStored(1);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(received).containsExactly("a");
    }

    @Test
    void whatCouldNotBeStoredIsStoredThoughTheConsumerIsSuspended() throws Exception {
        publish("a");
        start("&exceptionHandler=#reports", this::hold);
        awaitInRoute("a");
        consumer().suspend();
        positions.breakWith(() -> new IllegalStateException("no connection"));
        leave.release();
        await().until(() -> positions.refused() > 0);
        positions.mend();

        awaitStored(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "onFailure=skip", "onFailure=stop", "maxRetries=0", "onFailure=retry" })
    void failureWhileSuspendedEndsNoEvent(String policy) throws Exception {
        publish("a", "b");
        start("&" + policy, this::hold);
        awaitInRoute("a");
        consumer().suspend();
        failure = new IllegalStateException("the resource is suspended too");
        leave.release();
        await().until(() -> inRoute.get() == 0);
        awaitAtGate();
        assertThat(positions.stored()).isEmpty();
        assertThat(consumer().getStreamState()).isEqualTo("suspended");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        failure = null;
        leave.release(10);
        consumer().resume();

        awaitStored(2);
        assertThat(received).containsExactly("a", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = { "onFailure=skip", "onFailure=stop", "maxRetries=0", "onFailure=retry" })
    void failureWhileStoppingEndsNoEvent(String policy) throws Exception {
        publish("a", "b");
        start("&" + policy, this::hold);
        awaitInRoute("a");
        BoxEventsConsumer consumer = consumer();
        Thread stop = new Thread(consumer::stop);
        stop.start();
        await().until(() -> consumer.getStreamState().equals("stopped"));
        failure = new IllegalStateException("the resource has stopped");
        leave.release();
        stop.join();
        assertThat(positions.stored()).isEmpty();
        failure = null;
        leave.release(10);
        consumer.start();

        awaitStored(2);
        assertThat(received).containsExactly("a", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aRetryThatFallsDueWaitsForTheResume(boolean delayPassesBefore) throws Exception {
        publish("a", "b");
        failure = new IllegalStateException("not yet");
        leave.release();
        start(delayPassesBefore ? "&retryInitialDelay=1&retryMaxDelay=1" : "&retryInitialDelay=400&retryMaxDelay=400",
                exchange -> {
                    if (!received.isEmpty()) {
                        failure = null;
                    }
                    hold(exchange);
                });
        await().until(() -> consumer().getFailedExchanges() > 0);
        consumer().suspend();
        leave.release(10);
        awaitAtGate();
        int before = received.size();
        consumer().resume();

        awaitStored(2);
        assertThat(received.subList(before, received.size())).containsAnyOf("a", "b");
        assertThat(received).endsWith("a", "b");
    }

    static Stream<Arguments> waysToGoOn() {
        return Stream.of("resume", "start", "startAfterSuspend").flatMap(
                way -> Stream.of("", "&idempotentRepository=#ids", "&maxInFlight=3")
                        .map(options -> Arguments.of(way, options)));
    }

    @ParameterizedTest
    @MethodSource("waysToGoOn")
    void theFirstNowThatCouldNotBeStoredIsNotForgotten(String way, String options) throws Exception {
        positions.breakWith(() -> new IllegalStateException("no connection"));
        publish("before");
        route("box-events:all?positionRepository=#positions" + options, receive());
        context.start();
        await().until(() -> positions.refused() > 0);
        if (way.equals("start")) {
            consumer().stop();
        } else {
            consumer().suspend();
        }
        publish("meanwhile");
        if (way.equals("startAfterSuspend")) {
            context.getRouteController().stopRoute("box");
            publish("later");
            context.getRouteController().startRoute("box");
        } else if (way.equals("start")) {
            consumer().start();
        } else {
            consumer().resume();
        }
        positions.mend();

        await().until(() -> positions.stored().contains(box.position()));
        List<String> expected = way.equals("startAfterSuspend") ? List.of("meanwhile", "later") : List.of("meanwhile");
        if (options.contains("maxInFlight")) {
            assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            assertThat(received).containsExactlyElementsOf(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2 })
    void aResumedStreamThatWaitsForAHungExchangeSaysSo(int maxInFlight) throws Exception {
        publish("a", "b", "c", "d");
        start("&maxInFlight=" + maxInFlight, this::hold);
        await().until(() -> inRoute.get() == maxInFlight);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        consumer().suspend();
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        consumer().resume();

        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getDetails().get("stream.error")).asString()
                .containsPattern("waiting for the Exchange of event [ab] ").isEqualTo(consumer().getCurrentError());
        leave.release(10);
        await().until(() -> health().getState() == HealthCheck.State.UP);
        awaitStored(4);
    }

    @ParameterizedTest
    @ValueSource(strings = { "box", "store", "route", "not connected yet" })
    void healthIsUpWhileSuspendedWhateverIsWrong(String what) throws Exception {
        switch (what) {
            case "box" -> box.always(Call.EVENTS, Fault.status(503));
            case "store" -> positions.breakWith(() -> new IllegalStateException("no connection"));
            case "route" -> failure = new IllegalStateException("broken");
            default -> box.always(Call.EVENTS, Fault.silence(Duration.ofHours(1)));
        }
        publish("a");
        leave.release(1000);
        start("", this::hold);
        await().until(() -> health().getState() == HealthCheck.State.DOWN
                && (what.startsWith("not") || consumer().getCurrentError() != null));
        consumer().suspend();

        await().until(() -> health().getState() == HealthCheck.State.UP);
        assertThat(health().getDetails()).containsEntry("stream.state", "suspended").doesNotContainKey("stream.error");
        awaitAtGate();
        long requests = box.requests().size();
        box.clearFaults();
        positions.mend();
        failure = null;
        assertThat(box.requests()).hasSize((int) requests);
        consumer().resume();

        awaitStored(1);
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    @Test
    void anEventThatWaitsForTheStoreDoesNotEnterTheRouteAfterASuspend() throws Exception {
        context.getRegistry().bind("hanging", beans.positions);
        publish("a");
        route("box-events:all?streamPosition=0&positionRepository=#hanging&maxInFlight=2", this::hold);
        context.start();
        awaitInRoute("a");
        awaitWaiting();
        box.pageLimit(4);
        List<String> more = box.account().burst(4);
        await().until(() -> inRoute.get() == 2);
        beans.be(Mood.HANGS, "setState");
        leave.release();
        // One of the two is done: its thread stores that; the other thread waits for it with the next event in its hand.
        await().until(() -> beans.hanging() == 1);
        leave.release();
        await().until(() -> deliveryThreadsIn(CommitWriter.class, "flush") == 1);
        int before = received.size();
        consumer().suspend();
        beans.mend();

        awaitAtGate();
        assertThat(received).hasSize(before);
        leave.release(10);
        consumer().resume();
        await().until(() -> received.size() == 5);
        assertThat(received).containsAll(more);
    }

    @Test
    void theBudgetIsNotRenewedByAResume() throws Exception {
        // A quarter at once, and the rest evenly in the course of the minute.
        component.getConfiguration().setMaxRequestsPerMinute(20);
        start("", receive());
        awaitWaiting();
        for (int i = 0; i < 60; i++) {
            consumer().suspend();
            awaitAtGate();
            consumer().resume();
            await().until(() -> !consumer().getStreamState().equals("suspended"));
        }
        publish("a");
        await().until(() -> received.contains("a"));

        List<Instant> calls
                = box.requests().stream().filter(request -> request.call() != Call.LONG_POLL).map(SandboxRequest::at)
                        .toList();
        Duration span = Duration.between(calls.get(0), calls.get(calls.size() - 1));
        assertThat(calls.size()).isLessThanOrEqualTo(5 + 1 + (int) (span.toMillis() * 15 / 60_000));
    }

    @Test
    void pollsThatSuspendsCutOffComeSlowerAndSlower() throws Exception {
        component.getConfiguration().setMaxRequestsPerMinute(0);
        start("", receive());
        for (int i = 0; i < 6; i++) {
            awaitWaiting();
            consumer().suspend();
            await().until(() -> box.openLongPolls() == 0);
            consumer().resume();
        }
        awaitWaiting();

        List<SandboxRequest> polls = box.requests(Call.LONG_POLL);
        // Pauses of 50, 100, 200, 400 and 800 ms.
        assertThat(Duration.between(polls.get(0).at(), polls.get(6).at())).isGreaterThan(Duration.ofMillis(1540));
    }

    @ParameterizedTest
    @ValueSource(strings = { "EVENTS", "OPTIONS" })
    void aRetryAfterOutlivesASuspend(Call call) throws Exception {
        box.next(call, Fault.rateLimited("3"));
        publish("a");
        start("", receive());
        await().until(() -> String.valueOf(consumer().getCurrentError()).contains("429"));
        suspendAndResume(3);

        await().until(() -> box.count(call) > 1);
        List<SandboxRequest> requests = box.requests(call);
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2900));
        await().until(() -> received.contains("a"));
    }
}
