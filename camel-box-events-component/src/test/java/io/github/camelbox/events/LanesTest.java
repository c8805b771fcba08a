// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.delivery.OrderingKey;
import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The option {@code orderingKey}: the events of one lane in order, the rest in parallel. */
@Timeout(90)
class LanesTest extends BoxEventsTestSupport {

    // Ids whose Exchanges fail, and those that stay in the route until they are let go.
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Set<String> inRoute = ConcurrentHashMap.newKeySet();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void bindPositions() {
        context.getRegistry().bind("positions", positions);
    }

    @AfterEach
    void letGo() {
        held.values().forEach(CountDownLatch::countDown);
    }

    private void start(String options) throws Exception {
        route("box-events:all?streamPosition=0&maxRequestsPerMinute=0&positionRepository=#positions&" + options, this::process);
        context.start();
    }

    private void process(Exchange exchange) throws Exception {
        String id = id(exchange);
        // The list of the base class is for few.
        if (received.size() < 100) {
            received.add(id);
        }
        inRoute.add(id);
        try {
            CountDownLatch latch = held.get(id);
            if (latch != null) {
                latch.await();
            }
            if (failing.contains(id)) {
                throw new IllegalStateException(id + " fails");
            }
            done.add(id);
        } finally {
            inRoute.remove(id);
        }
    }

    private void hold(String... ids) {
        for (String id : ids) {
            held.put(id, new CountDownLatch(1));
        }
    }

    private static String event(String id, String source) {
        return "{\"event_id\":\"" + id + "\",\"event_type\":\"ITEM_UPLOAD\",\"source\":" + source + "}";
    }

    /** An event of that file. */
    private void publishOf(String file, String... ids) {
        for (String id : ids) {
            box.publish(event(id, "{\"type\":\"file\",\"id\":\"" + file + "\"}"));
        }
    }

    private void awaitDone(String... ids) {
        await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(ids));
    }

    private String detail(String name) {
        return (String) health().getDetails().get(name);
    }

    @ParameterizedTest
    @ValueSource(strings = { "source", "user" })
    void eachLaneIsInOrderAndTheRestIsInParallelWhateverFails(String key) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("LanesTest: seed " + seed);
        Random random = new Random(seed);
        box.pageLimit(1 + random.nextInt(100)).overlap(random.nextInt(3)).repeatWithinPage(random.nextBoolean());
        Map<String, List<String>> published = new ConcurrentHashMap<>();
        for (int i = 0; i < 600; i++) {
            String lane = "k" + random.nextInt(12);
            published.computeIfAbsent(lane, any -> new ArrayList<>()).add("e" + i);
            String other = String.valueOf(random.nextInt(5));
            box.publish(
                    "{\"event_id\":\"e" + i + "\",\"source\":{\"type\":\"file\",\"id\":\"" + (key.equals("user") ? other : lane)
                            + "\"},\"created_by\":{\"id\":\"" + (key.equals("user") ? lane : other) + "\"}}");
        }
        Map<String, List<String>> succeeded = new ConcurrentHashMap<>();
        Map<String, String> alone = new ConcurrentHashMap<>();
        List<String> findings = new CopyOnWriteArrayList<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        route("box-events:all?streamPosition=0&retryInitialDelay=1&retryMaxDelay=15&maxInFlight=8&orderingKey=" + key
                + "&positionRepository=#positions&exceptionHandler=#reports", exchange -> {
                    BoxEvent event = exchange.getMessage().getBody(BoxEvent.class);
                    String lane = key.equals("user") ? event.getCreatedBy().id() : event.getSource().id();
                    String other = alone.put(lane, event.getEventId());
                    if (other != null) {
                        findings.add(event.getEventId() + " meets " + other + " in " + lane);
                    }
                    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    int luck;
                    synchronized (random) {
                        luck = random.nextInt(20);
                    }
                    try {
                        // The time that a route takes, not a synchronisation.
                        TimeUnit.MILLISECONDS.sleep(luck % 4);
                        if (luck < 4) {
                            throw new IllegalStateException("bad luck");
                        }
                        succeeded.computeIfAbsent(lane, any -> new CopyOnWriteArrayList<>()).add(event.getEventId());
                    } finally {
                        atOnce.decrementAndGet();
                        alone.remove(lane);
                    }
                });
        context.start();

        awaitStored(600);
        assertThat(findings).isEmpty();
        assertThat(succeeded).isEqualTo(published);
        assertThat(mostAtOnce).hasValueBetween(2, 8);
        await().until(() -> health().getState() == HealthCheck.State.UP && detail("stream.notice") == null);
    }

    @Test
    void aFailingEventHoldsItsLaneAndNothingElse() throws Exception {
        failing.add("a1");
        publishOf("a", "a1", "a2", "a3");
        publishOf("b", "b1", "b2");
        publishOf("c", "c1");
        start("maxInFlight=2&orderingKey=source&exceptionHandler=#reports");

        awaitDone("b1", "b2", "c1");
        await().until(() -> received.stream().filter("a1"::equals).count() > 3);
        assertThat(received).doesNotContain("a2", "a3");
        assertThat(positions.stored()).doesNotContain(box.positionAfter(6));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(detail("stream.notice")).contains("event a1 (ITEM_UPLOAD) holds the lane of file a, 2 wait behind it")
                .contains("a1 fails");
        assertThat(consumer().getCurrentError()).isNull();

        failing.clear();
        awaitStored(6);
        assertThat(done).containsSubsequence("a1", "a2", "a3");
        assertThat(detail("stream.notice")).isNull();
    }

    @Test
    void moreFailingEventsThanPlacesLeaveOneToTheOthers() throws Exception {
        String[] bad = { "a1", "b1", "c1", "d1" };
        hold(bad);
        failing.addAll(Set.of(bad));
        for (String id : bad) {
            publishOf(id.substring(0, 1), id);
        }
        start("maxInFlight=3&orderingKey=source&retryInitialDelay=1&retryMaxDelay=1&exceptionHandler=#reports");
        await().until(() -> inRoute.size() == 3);
        // Each fails once; of their retries, two are in the route and stay there.
        for (String id : bad) {
            await().until(() -> inRoute.contains(id) || received.stream().filter(id::equals).count() > 1);
            held.put(id, new CountDownLatch(1)).countDown();
        }
        await().until(() -> inRoute.size() == 2);

        publishOf("x", "x1", "x2", "x3");
        awaitDone("x1", "x2", "x3");
        assertThat(inRoute).hasSize(2);
    }

    @Test
    void aRetryIsTakenThoughTheOnlyFreeThreadIsInTheLongPoll() throws Exception {
        hold("b1");
        failing.add("a1");
        publishOf("b", "b1");
        start("maxInFlight=2&orderingKey=source&retryInitialDelay=300&retryMaxDelay=300&exceptionHandler=#reports");
        await().until(() -> inRoute.contains("b1"));
        publishOf("a", "a1");
        await().until(() -> received.contains("a1"));
        failing.clear();

        awaitDone("a1");
        assertThat(inRoute).containsExactly("b1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "[]", "[{\"type\":\"file\",\"id\":\"7\"}]", "7", "\"7\"", "{}", "{\"type\":\"file\"}",
            "{\"id\":\"7\"}", "{\"type\":\"file\",\"id\":null}", "{\"type\":\"file\",\"id\":\"\"}",
            "{\"type\":\"file\",\"id\":[\"7\"]}" })
    void anEventWithoutAKeyIsInNoLane(String source) throws Exception {
        hold("e1", "e2", "e3");
        for (String id : held.keySet()) {
            box.publish(event(id, source));
        }
        start("maxInFlight=3&orderingKey=source");

        await().until(() -> inRoute.size() == 3);
        letGo();
        awaitStored(3);
    }

    @Test
    void anIdIsTheSameAsATextAndAsANumberButNotOfAnotherType() throws Exception {
        hold("e1");
        box.publish(event("e1", "{\"type\":\"file\",\"id\":7}"));
        box.publish(event("e2", "{\"type\":\"file\",\"id\":\"7\"}"));
        box.publish(event("e3", "{\"type\":\"folder\",\"id\":\"7\"}"));
        box.publish(event("e4", "{\"item_type\":\"file\",\"item_id\":\"7\"}"));
        start("maxInFlight=4&orderingKey=source");

        awaitDone("e3");
        await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrder("e1", "e3"));
        letGo();
        awaitStored(4);
        assertThat(done).containsSubsequence("e1", "e2", "e4");
    }

    @Test
    void aSkippedEventLetsTheNextOfItsLanePass() throws Exception {
        failing.add("a1");
        publishOf("a", "a1", "a2");
        start("maxInFlight=2&orderingKey=source&onFailure=skip&exceptionHandler=#reports");

        awaitStored(2);
        assertThat(received).containsExactly("a1", "a2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "onFailure=stop", "maxRetries=1" })
    void whatWaitsInItsLaneComesAfterTheStopThatAFailureLedTo(String policy) throws Exception {
        failing.add("a1");
        publishOf("a", "a1", "a2", "a3");
        publishOf("b", "b1");
        start("maxInFlight=2&orderingKey=source&exceptionHandler=#reports&" + policy);
        await().until(() -> context.getRouteController().getRouteStatus("box").isStopped());
        assertThat(done).isSubsetOf("b1");
        assertThat(positions.stored()).isEmpty();

        failing.clear();
        context.getRouteController().startRoute("box");
        awaitStored(4);
        assertThat(done).containsSubsequence("a1", "a2", "a3").containsOnlyOnce("b1");
    }

    @Test
    void suspendKeepsTheLanesAndFailureWhileSuspendedEndsNothing() throws Exception {
        hold("a1");
        failing.add("a1");
        publishOf("a", "a1", "a2", "a3");
        publishOf("b", "b1");
        start("maxInFlight=2&orderingKey=source&onFailure=skip&exceptionHandler=#reports");
        await().until(() -> inRoute.contains("a1"));
        awaitDone("b1");
        consumer().suspend();
        letGo();
        await().until(() -> inRoute.isEmpty());
        awaitAtGate();
        assertThat(received).doesNotContain("a2");
        assertThat(detail("stream.notice")).contains("the lane of file a, 2 wait behind it");

        failing.clear();
        consumer().resume();
        awaitStored(4);
        assertThat(done).containsExactly("b1", "a1", "a2", "a3");
    }

    @Test
    void successWhileSuspendedLeavesTheNextOfTheLaneAtTheGate() throws Exception {
        hold("a1");
        publishOf("a", "a1", "a2");
        start("maxInFlight=2&orderingKey=source");
        await().until(() -> inRoute.contains("a1") && detail("stream.notice") != null);
        consumer().suspend();
        letGo();
        awaitDone("a1");
        awaitAtGate();
        assertThat(received).containsExactly("a1");

        consumer().resume();
        awaitStored(2);
        assertThat(received).containsExactly("a1", "a2");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aStopLosesNothingThatWaitsAndTheSameProcessRepeatsNothingThatIsDone(boolean sameProcess) throws Exception {
        box.pageLimit(2);
        failing.add("a1");
        publishOf("a", "a1", "a2", "a3");
        publishOf("b", "b1", "b2", "b3");
        String options = "maxInFlight=3&orderingKey=source&duplicateWindow=0&exceptionHandler=#reports";
        start(options);
        awaitDone("b1", "b2", "b3");
        for (int i = 0; i < 2; i++) {
            context.getRouteController().stopRoute("box");
            if (sameProcess) {
                context.getRouteController().startRoute("box");
                awaitWaiting();
            }
        }
        assertThat(positions.stored()).isEmpty();
        failing.clear();
        if (!sameProcess) {
            startOver();
            bindPositions();
            start(options);
        }

        awaitStored(6);
        assertThat(done).containsSubsequence("a1", "a2", "a3").containsSubsequence("b1", "b2", "b3")
                .hasSize(sameProcess ? 6 : 9);
    }

    @Test
    void whatIsDoneComesAgainIfThePositionWasSetBackMeanwhile() throws Exception {
        failing.add("b1");
        publishOf("a", "a1");
        publishOf("b", "b1", "b2");
        publishOf("c", "c1");
        box.pageLimit(1);
        start("maxInFlight=2&orderingKey=source&duplicateWindow=0&exceptionHandler=#reports");
        awaitDone("a1", "c1");
        awaitStored(1);
        context.getRouteController().stopRoute("box");
        positions.setState(positionKey("all"), box.positionAfter(0));
        failing.clear();

        context.getRouteController().startRoute("box");
        awaitStored(4);
        assertThat(done).containsExactlyInAnyOrder("a1", "c1", "a1", "b1", "b2", "c1");
    }

    @Test
    void repeatsOfWhatWaitsAndOfWhatIsDoneBeyondThePositionAreDropped() throws Exception {
        failing.add("a1");
        publishOf("a", "a1", "a2");
        publishOf("b", "b1");
        start("maxInFlight=2&orderingKey=source&duplicateWindow=0&exceptionHandler=#reports");
        awaitDone("b1");
        publishOf("a", "a2", "a1");
        publishOf("b", "b1", "b2");
        awaitDone("b1", "b2");
        assertThat(consumer().getDuplicates()).isGreaterThanOrEqualTo(3);
        failing.clear();

        awaitStored(7);
        assertThat(done).containsExactlyInAnyOrder("a1", "a2", "b1", "b2");
    }

    @Test
    void behindAStuckLaneNothingMoreIsFetchedAfterTwoThousandUntilItMovesOn() throws Exception {
        hold("e0");
        String[] ids = new String[5000];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "e" + i;
        }
        publishOf("stuck", ids);
        start("maxInFlight=4&orderingKey=source");

        await().untilAsserted(() -> assertThat(consumer().getCurrentError()).startsWith("nothing more is fetched:"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(detail("stream.error"))
                .isEqualTo("nothing more is fetched: event e0 (ITEM_UPLOAD) holds the lane of file stuck,"
                        + " 1999 wait behind it; 2000 events were taken since the stored position, 2000 of them not done");
        assertThat(detail("stream.notice")).isNull();
        // Four pages of 500, and the two that were prefetched.
        await().until(() -> box.count(Call.EVENTS) == 6);
        publishOf("other", "late");
        await().during(Duration.ofMillis(300)).until(() -> box.count(Call.EVENTS) == 6 && box.openLongPolls() == 0);
        assertThat(received).containsExactly("e0");

        letGo();
        awaitStored(5001);
        done.remove("late");
        assertThat(done).containsExactly(ids);
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    @Test
    void beyondAStuckEventTenThousandAreTakenAndTheirIdsKept() throws Exception {
        hold("stuck");
        publishOf("stuck", "stuck");
        for (int i = 0; i < 12_000; i++) {
            publishOf("f" + i % 100, "e" + i);
        }
        start("maxInFlight=4&orderingKey=source&duplicateWindow=0");

        await().untilAsserted(() -> assertThat(done).hasSize(9_999));
        await().untilAsserted(() -> assertThat(detail("stream.error")).isEqualTo(
                "nothing more is fetched: event stuck (ITEM_UPLOAD) holds the lane of file stuck, 0 wait behind it;"
                        + " 10000 events were taken since the stored position, 1 of them not done"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(done).hasSize(9_999);

        letGo();
        awaitStored(12_001);
        assertThat(done).hasSize(12_001).doesNotHaveDuplicates();
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    @Test
    void whileThePositionCannotBeStoredNothingThatWaitsInItsLaneIsHandedOut() throws Exception {
        box.pageLimit(1);
        hold("a1", "b1");
        publishOf("a", "a1", "a2");
        publishOf("b", "b1", "b2");
        start("maxInFlight=2&orderingKey=source&exceptionHandler=#reports");
        await().until(() -> inRoute.size() == 2);
        positions.breakWith(() -> new IllegalStateException("no connection"));
        // Were b1 done before a1, nothing would have to be stored then, and b2 could go.
        held.get("a1").countDown();
        await().until(() -> String.valueOf(consumer().getCurrentError()).contains("no connection"));
        letGo();
        awaitDone("a1", "b1");
        int refused = positions.refused();
        await().until(() -> positions.refused() > refused + 2);
        assertThat(received).containsExactlyInAnyOrder("a1", "b1");

        positions.mend();
        awaitStored(4);
        assertThat(done).containsSubsequence("a1", "a2").containsSubsequence("b1", "b2").hasSize(4);
    }

    @Test
    void oneAtATimeThereIsOneLaneForAll() throws Exception {
        failing.add("a1");
        publishOf("a", "a1");
        publishOf("b", "b1");
        start("maxInFlight=1&orderingKey=source&exceptionHandler=#reports");
        await().until(() -> received.stream().filter("a1"::equals).count() > 2);
        assertThat(received).containsOnly("a1");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);

        failing.clear();
        awaitStored(2);
        assertThat(done).containsExactly("a1", "b1");
    }

    @Test
    void aPollingConsumerIgnoresIt() {
        publishOf("a", "a1", "a2");
        context.start();
        List<Exchange> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(context.createConsumerTemplate()
                    .receive("box-events:all?streamPosition=0&maxInFlight=5&orderingKey=source", 50_000));
        }

        assertThat(both).extracting(exchange -> exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID))
                .containsExactly("a1", "a2");
    }

    @ParameterizedTest
    @EnumSource(OrderingKey.class)
    void theKeyIsOneOfThree(OrderingKey key) {
        assertThat(context.getEndpoint("box-events:all?orderingKey=" + key, BoxEventsEndpoint.class).getConfiguration()
                .getOrderingKey()).isEqualTo(key);
        assertThatThrownBy(() -> context.getEndpoint("box-events:all?orderingKey=item")).hasStackTraceContaining("orderingKey");
    }
}
