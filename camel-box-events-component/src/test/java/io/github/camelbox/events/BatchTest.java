// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.github.camelbox.events.Moody.Mood;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.apache.camel.builder.Builder.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With the option batching, the events of a page are one Exchange and have one fate. */
@Timeout(60)
class BatchTest extends BoxEventsTestSupport {

    private final Moody beans = new Moody();
    // The ids of each batch that the route has received, such as "a,b,c".
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final Semaphore leave = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();

    @BeforeEach
    void threeEventsAPage() {
        context.getRegistry().bind("positions", positions);
        context.getRegistry().bind("ids", beans.ids);
        box.pageLimit(3);
    }

    @AfterEach
    void letGo() {
        leave.release(1000);
    }

    private static String uri(String options) {
        return "box-events:all?batching=true&streamPosition=0&positionRepository=#positions" + options;
    }

    private void start(String options, Processor processor) throws Exception {
        route(uri(options), processor);
        context.start();
    }

    /** Notes the batch, and fails as often as is set. */
    private void batch(Exchange exchange) {
        String ids = ids(exchange);
        exchanges.add(exchange);
        batches.add(ids);
        received.addAll(List.of(ids.split(",")));
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("broken");
        }
    }

    /** As above, once it may leave. */
    private void held(Exchange exchange) throws Exception {
        batches.add(ids(exchange));
        leave.acquire();
        batches.remove(ids(exchange));
        batch(exchange);
    }

    private static String ids(Exchange exchange) {
        return exchange.getMessage().getBody(BoxEventBatch.class).stream().map(BoxEvent::getEventId)
                .collect(Collectors.joining(","));
    }

    private String lastStored() {
        return positions.stored().isEmpty() ? null : positions.stored().get(positions.stored().size() - 1);
    }

    @Test
    void eachPageIsOneExchange() throws Exception {
        publish("a", "b", "c", "d", "e", "f", "g");
        start("", this::batch);

        awaitStored(7);
        assertThat(batches).containsExactly("a,b,c", "d,e,f", "g");
        assertThat(positions.stored()).containsExactly(box.positionAfter(3), box.positionAfter(6), box.positionAfter(7));
        assertThat(consumer().getEvents()).isEqualTo(7);
    }

    @Test
    void itsHeadersAreThoseOfThePage() throws Exception {
        box.backlog(3);
        AtomicReference<Map<String, Object>> headers = new AtomicReference<>();
        start("", exchange -> headers.set(Map.copyOf(exchange.getMessage().getHeaders())));

        await().until(() -> headers.get() != null);
        assertThat(headers.get()).containsOnly(Map.entry("CamelBoxEventsStreamType", "all"),
                Map.entry("CamelBoxEventsStreamPosition", "0"),
                Map.entry("CamelBoxEventsNextStreamPosition", box.positionAfter(3)),
                Map.entry("CamelBoxEventsBatchSize", 3));
    }

    @Test
    void withoutTheOptionAnEventIsAlone() throws Exception {
        publish("a", "b");
        route("box-events:all?streamPosition=0", exchange -> {
            assertThat(exchange.getMessage().getBody()).isInstanceOf(BoxEvent.class);
            assertThat(exchange.getMessage().getHeader(BoxEventsConstants.BATCH_SIZE)).isNull();
            receive().process(exchange);
        });
        context.start();

        await().until(() -> received.equals(List.of("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 4 })
    void repeatsAreTakenOutAndNoBatchIsEmpty(int maxInFlight) throws Exception {
        box.overlap(5).repeatWithinPage(true);
        box.backlog(30);
        start("&maxInFlight=" + maxInFlight, this::batch);
        awaitWaiting();
        box.account().burst(20);

        await().until(() -> received.size() >= 50);
        awaitWaiting();
        awaitStored(50);
        assertThat(received).hasSize(50).doesNotHaveDuplicates();
        assertThat(batches).doesNotContain("");
        assertThat(consumer().getDuplicates()).isPositive();
    }

    @Test
    void unwantedEventsAreTakenOutAndAPageOfThemMakesNoBatch() throws Exception {
        publish("a", "b", "c");
        box.publish("{\"event_id\":\"x\",\"event_type\":\"ITEM_TRASH\"}");
        publish("d", "e", "f", "g");
        start("&eventTypes=ITEM_TRASH", this::batch);

        awaitStored(8);
        assertThat(batches).containsExactly("x");
    }

    @Test
    void eventsWithoutAnIdAreNoRepeatsOfEachOther() throws Exception {
        box.publish("{\"event_type\":\"ITEM_UPLOAD\"}");
        box.publish("{\"event_type\":\"ITEM_UPLOAD\"}");
        start("", this::batch);

        awaitStored(2);
        assertThat(batches).containsExactly("null,null");
    }

    @Test
    void aFailedBatchComesAgainWholeBeforeAnyOther() throws Exception {
        publish("a", "b", "c", "d");
        failures.set(2);
        start("&exceptionHandler=#reports", this::batch);

        awaitStored(4);
        assertThat(batches).containsExactly("a,b,c", "a,b,c", "a,b,c", "d");
        assertThat(exchanges).extracting(Exchange::getExchangeId).doesNotHaveDuplicates();
        assertThat(positions.stored()).containsExactly(box.positionAfter(3), box.positionAfter(4));
        assertThat(reports.messages()).hasSize(2).allSatisfy(message -> assertThat(message)
                .contains("3 events from position 0 could not be processed (IllegalStateException: broken). Retrying in "));
    }

    @Test
    void aPartThatFailsBringsTheWholeBatchBack() throws Exception {
        publish("a", "b", "c");
        AtomicInteger events = new AtomicInteger();
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("")).routeId("box").split(body()).stopOnException().process(exchange -> {
                received.add(exchange.getMessage().getBody(BoxEvent.class).getEventId());
                if (events.incrementAndGet() == 2) {
                    throw new IllegalStateException("broken");
                }
            });
        });
        context.start();

        awaitStored(3);
        assertThat(received).containsExactly("a", "b", "a", "b", "c");
    }

    @Test
    void skipGoesOnAfterTheWholeBatchAndSaysHowManyEventsItHad() throws Exception {
        publish("a", "b", "c", "d");
        failures.set(1);
        start("&onFailure=skip&idempotentRepository=#ids&exceptionHandler=#reports", this::batch);

        awaitStored(4);
        assertThat(batches).containsExactly("a,b,c", "d");
        assertThat(reports.messages()).containsExactly("box-events:all [box]: 3 events from position 0 could not be processed"
                + " (IllegalStateException: broken). Skipped (option onFailure)");
        // A repeat of what was skipped is delivered.
        assertThat(beans.ids.getCache()).containsOnlyKeys("d");
    }

    @ParameterizedTest
    @CsvSource({ "onFailure=stop,1", "maxRetries=2,3" })
    void afterTheLastFailureTheRouteIsStoppedBeforeTheBatch(String option, int attempts) throws Exception {
        publish("a", "b", "c", "d");
        failures.set(attempts);
        start("&" + option, this::batch);

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
        assertThat(batches).hasSize(attempts).containsOnly("a,b,c");
        assertThat(positions.stored()).isEmpty();
        batches.clear();
        context.getRouteController().startRoute("box");
        awaitStored(4);
        assertThat(batches).containsExactly("a,b,c", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = { "onFailure=retry", "onFailure=skip", "onFailure=stop", "maxRetries=0" })
    void aBatchThatFailsWhileSuspendedComesAgainAfterTheResume(String option) throws Exception {
        publish("a", "b", "c", "d");
        failures.set(1);
        start("&" + option + "&exceptionHandler=#reports", this::held);
        await().until(() -> batches.contains("a,b,c"));
        consumer().suspend();
        leave.release(100);
        awaitAtGate();
        assertThat(positions.stored()).isEmpty();
        assertThat(reports.messages()).singleElement().asString().contains("3 events from position 0", "suspended or stopping");
        consumer().resume();

        awaitStored(4);
        assertThat(batches).containsExactly("a,b,c", "a,b,c", "d");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aBatchInTheRouteDuringAStopIsDoneOrComesAgainWhole(boolean success) throws Exception {
        publish("a", "b", "c", "d");
        failures.set(success ? 0 : 1);
        start("&onFailure=skip", this::held);
        await().until(() -> batches.contains("a,b,c"));
        Thread stop = new Thread(() -> consumer().stop());
        stop.start();
        await().until(() -> consumer().getStreamState().equals("stopped"));
        leave.release(100);
        stop.join();

        assertThat(lastStored()).isEqualTo(success ? box.positionAfter(3) : null);
        batches.clear();
        consumer().start();
        awaitStored(4);
        assertThat(batches).isEqualTo(success ? List.of("d") : List.of("a,b,c", "d"));
    }

    @Test
    void maxInFlightCountsBatchesAndThePositionWaitsForTheFirst() throws Exception {
        publish("a", "b", "c", "d", "e", "f", "g", "h", "i");
        start("&maxInFlight=2", exchange -> {
            if (ids(exchange).startsWith("a")) {
                batches.add(ids(exchange));
                leave.acquire();
            } else {
                batch(exchange);
            }
        });

        await().until(() -> batches.contains("g,h,i"));
        awaitWaiting();
        assertThat(positions.stored()).isEmpty();
        leave.release();
        awaitStored(9);
        assertThat(batches).containsExactlyInAnyOrder("a,b,c", "d,e,f", "g,h,i");
    }

    @Test
    void noMoreThanMaxInFlightBatchesAreInTheRoute() throws Exception {
        box.backlog(12);
        start("&maxInFlight=2", this::held);

        await().until(() -> batches.size() == 2);
        // The pages at hand: those of the two batches, and two prefetched.
        assertThat(box.count(Call.EVENTS)).isLessThanOrEqualTo(4);
        leave.release(100);
        awaitStored(12);
        assertThat(received).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void whatIsInTheRouteIsNotRepeatedInTheNextBatch() throws Exception {
        box.overlap(2);
        publish("a", "b", "c", "d", "e");
        start("&maxInFlight=2", this::held);

        await().until(() -> batches.size() == 2);
        assertThat(batches).containsExactlyInAnyOrder("a,b,c", "d,e");
        leave.release(100);
        awaitStored(5);
        assertThat(received).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void theIdsOfAllItsEventsAreRememberedOnceItSucceeded() throws Exception {
        publish("a", "b", "c");
        failures.set(1);
        List<Map<String, Object>> during = new CopyOnWriteArrayList<>();
        start("&idempotentRepository=#ids", exchange -> {
            during.add(Map.copyOf(beans.ids.getCache()));
            batch(exchange);
        });

        awaitStored(3);
        assertThat(during).containsExactly(Map.of(), Map.of());
        assertThat(beans.ids.getCache()).containsOnlyKeys("a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource(names = { "EXCEPTION", "ERROR", "CHECKED" })
    void aLookUpThatFailsDelaysTheBatchOnly(Mood mood) throws Exception {
        publish("a", "b", "c", "d");
        beans.be(mood, "contains");
        start("&idempotentRepository=#ids", this::batch);
        await().until(() -> beans.spoiled() > 8);
        assertThat(batches).isEmpty();
        beans.mend();

        awaitStored(4);
        assertThat(batches).containsExactly("a,b,c", "d");
    }

    // Every other look-up fails: what has been looked up once stays so, or a long batch would never be complete.
    @Test
    void aRepositoryThatOftenFailsStillBringsTheBatchForward() throws Exception {
        box.pageLimit(10);
        AtomicInteger calls = new AtomicInteger();
        context.getRegistry().bind("flaky", new MemoryIdempotentRepository() {
            @Override
            public boolean contains(String id) {
                if (calls.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("no connection");
                }
                return super.contains(id);
            }
        });
        box.backlog(10);
        start("&idempotentRepository=#flaky&retryInitialDelay=1&retryMaxDelay=1", this::batch);

        awaitStored(10);
        assertThat(received).hasSize(10).doesNotHaveDuplicates();
        assertThat(batches).hasSize(1);
    }

    @Test
    void handedOverToAnotherRouteItIsDoneThere() throws Exception {
        publish("a", "b", "c");
        failures.set(1);
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri("")).routeId("box").to("seda:later");
            builder.from("seda:later?pollTimeout=20").process(this::held);
        });
        context.start();
        await().until(() -> batches.contains("a,b,c"));
        assertThat(positions.stored()).isEmpty();
        leave.release(100);

        awaitStored(3);
        assertThat(batches).containsExactly("a,b,c", "a,b,c");
    }

    @Test
    void aPollingConsumerReceivesBatches() throws Exception {
        publish("a", "b", "c", "d");
        context.start();
        PollingConsumer consumer = context.getEndpoint(uri("")).createPollingConsumer();
        consumer.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange failed = consumer.receive();
            failed.setException(new IllegalStateException("broken"));
            template.doneUoW(failed);
            Exchange again = consumer.receive(20_000);
            Exchange next = consumer.receive(20_000);
            assertThat(List.of(ids(failed), ids(again), ids(next))).containsExactly("a,b,c", "a,b,c", "d");
            template.doneUoW(next);
            assertThat(consumer.receiveNoWait()).isNull();
            assertThat(positions.stored()).isEmpty();
            template.doneUoW(again);
            awaitStored(4);
        } finally {
            consumer.stop();
        }
    }

    @Test
    void aPollingConsumerGivesUpAsARouteDoes() throws Exception {
        publish("a", "b", "c");
        context.start();
        PollingConsumer consumer
                = context.getEndpoint(uri("&onFailure=stop&exceptionHandler=#reports")).createPollingConsumer();
        consumer.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange failed = consumer.receive();
            failed.setException(new IllegalStateException("broken"));
            template.doneUoW(failed);

            assertThatThrownBy(consumer::receive).isInstanceOf(RuntimeCamelException.class).hasMessageContaining("given up");
            assertThat(reports.messages()).singleElement().asString().contains("3 events from position 0", "onFailure");
        } finally {
            consumer.stop();
        }
    }

    @Test
    void aBoundedHistoryEndsWhenItsLastBatchIsDone() throws Exception {
        publish("a", "b", "c", "d");
        failures.set(3);
        route("box-events:admin_logs?batching=true&createdBefore=2026-02-01T00:00:00Z&pollInterval=50&maxInFlight=3"
                + "&positionRepository=#positions", this::batch);
        context.start();

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
        assertThat(received).contains("a", "b", "c", "d");
        assertThat(batches).contains("a,b,c", "d");
        assertThat(lastStored()).isEqualTo(box.position());
    }

    @Test
    void linesThatNameItSayHowManyAndWhere() throws Exception {
        publish("a", "b", "c", "d");
        failures.set(2);
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            start("&maxRetries=1&onFailure=retry", this::batch);
            await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);

            List<String> lines = new ArrayList<>(log.ofComponent(Level.WARN));
            assertThat(lines).filteredOn(line -> line.contains("could not be processed")).hasSize(2)
                    .allMatch(line -> line.contains("3 events from position 0"));
            assertThat(lines).noneMatch(line -> line.contains("event null") || line.contains("event a"));
        }
    }

    @Test
    void aBatchOfOneIsStillABatch() throws Exception {
        publish("a");
        failures.set(1);
        start("&exceptionHandler=#reports", this::batch);

        awaitStored(1);
        assertThat(batches).containsExactly("a", "a");
        assertThat(reports.messages()).singleElement().asString().contains(": 1 event from position 0 could not");
    }
}
