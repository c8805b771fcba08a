// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Events on request: through the consumer itself, ConsumerTemplate and pollEnrich. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt does not end the calls.
class BoxEventsPollingConsumerTest extends BoxEventsTestSupport {

    @TempDir
    Path directory;

    private Path file;
    private ConsumerTemplate template;
    private BoxEventsPollingConsumer consumer;

    @BeforeEach
    void onePositionForEachEvent() {
        file = directory.resolve("box.position");
        box.pageLimit(1);
        context.start();
        template = context.createConsumerTemplate();
    }

    @AfterEach
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void stopConsumer() {
        if (consumer != null) {
            consumer.stop();
        }
        template.stop();
    }

    @Test
    void receiveGivesOneEventAfterTheOther() throws Exception {
        publish("a", "b");
        start("");

        assertThat(done(consumer.receive())).isEqualTo("a");
        assertThat(done(consumer.receive())).isEqualTo("b");
    }

    @Test
    void receiveWaitsForAnEvent() throws Exception {
        start("");
        CompletableFuture<Exchange> call = inBackground(consumer::receive);
        awaitLongPoll();

        publish("a");

        assertThat(done(call.get())).isEqualTo("a");
    }

    @Test
    void receiveWithATimeoutWaitsForAnEvent() throws Exception {
        start("");
        CompletableFuture<Exchange> call = inBackground(() -> consumer.receive(50_000));
        awaitLongPoll();

        publish("a");

        assertThat(done(call.get())).isEqualTo("a");
    }

    @Test
    void receiveWithATimeoutGivesUpWhenItPasses() throws Exception {
        start("");

        do {
            assertThat(consumer.receive(500)).isNull();
        } while (box.count(Call.LONG_POLL) == 0);
        await().until(() -> box.openLongPolls() == 0);
        publish("a");
        assertThat(done(consumer.receive(50_000))).isEqualTo("a");
    }

    @Test
    void receiveNoWaitAsksOnceAndDoesNotPoll() throws Exception {
        start("");

        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(box.requests()).extracting(SandboxRequest::call).containsExactly(Call.EVENTS);
        publish("a");
        assertThat(done(consumer.receiveNoWait())).isEqualTo("a");
        assertThat(box.requests()).extracting(SandboxRequest::call).containsExactly(Call.EVENTS, Call.EVENTS);
    }

    @Test
    void receiveNoWaitGivesTheRestOfThePageWithoutAsking() throws Exception {
        box.pageLimit(3);
        publish("a", "b", "c");
        start("");

        for (String id : List.of("a", "b", "c")) {
            assertThat(done(consumer.receiveNoWait())).isEqualTo(id);
        }
        assertThat(box.requests()).hasSize(1);
    }

    @Test
    void receiveNoWaitDoesNotTakeTheWordOfAnEmptyPageThatWasPrefetched() throws Exception {
        box.pageLimit(2);
        publish("a", "b", "not visible yet");
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)),
                Fault.page("{\"entries\":[],\"next_stream_position\":" + box.positionAfter(3) + "}"));
        start("&limit=2");
        assertThat(done(consumer.receiveNoWait())).isEqualTo("a");
        assertThat(done(consumer.receiveNoWait())).isEqualTo("b");
        // The page after those two is empty, and so is the one after that.
        await().until(() -> box.count(Call.EVENTS) == 3);

        publish("c");

        assertThat(done(consumer.receiveNoWait())).isEqualTo("c");
    }

    @Test
    void aTimeoutOfZeroDoesNotWait() throws Exception {
        publish("a");
        start("");

        assertThat(done(consumer.receive(0))).isEqualTo("a");
        assertThat(consumer.receive(0)).isNull();
        assertThat(box.count(Call.LONG_POLL)).isZero();
    }

    @Test
    void theConsumerTemplateReceivesInItsThreeWays() {
        publish("a", "b", "c");

        assertThat(done(template.receive(uri("")))).isEqualTo("a");
        assertThat(done(template.receive(uri(""), 50_000))).isEqualTo("b");
        assertThat(done(template.receiveNoWait(uri("")))).isEqualTo("c");
        assertThat(template.receiveNoWait(uri(""))).isNull();
        awaitStoredInFile(3);
    }

    @Test
    void receiveBodyOfTheConsumerTemplateStoresThePositionItself() {
        publish("a");

        assertThat(template.receiveBody(uri(""), String.class)).isEqualTo(event("a"));
        awaitStoredInFile(1);
    }

    @Test
    void thePositionIsStoredOnceTheUnitOfWorkIsDone() throws Exception {
        publish("a");
        start("");
        Exchange exchange = consumer.receive();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(storedPosition(file)).isNull();

        template.doneUoW(exchange);

        awaitStoredInFile(1);
    }

    @Test
    void anEventInProgressDoesNotComeAgainWhenItsConsumerIsRestarted() throws Exception {
        publish("a", "b");
        start("");
        Exchange exchange = consumer.receive();

        consumer.stop();
        consumer.start();

        assertThat(done(consumer.receive())).isEqualTo("b");
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(storedPosition(file)).isNull();
        failed(exchange);
        assertThat(done(consumer.receive())).isEqualTo("a");
        awaitStoredInFile(2);
    }

    @Test
    void anEventThatWasNotDoneComesAgainInANewContext() throws Exception {
        publish("a", "b");
        start("");
        consumer.receive();
        assertThat(done(consumer.receive())).isEqualTo("b");

        stopConsumer();
        startOver();
        onePositionForEachEvent();
        start("");

        assertThat(done(consumer.receive())).isEqualTo("a");
        assertThat(done(consumer.receive())).isEqualTo("b");
    }

    @Test
    void aRestartGoesOnAfterTheLastEventThatWasDone() throws Exception {
        publish("a");
        start("");
        done(consumer.receive());
        consumer.stop();
        assertThat(consumer.receive()).isNull();

        publish("b");
        consumer.start();

        assertThat(done(consumer.receive())).isEqualTo("b");
    }

    @Test
    void aFailedExchangeComesAgainBeforeAnyOther() throws Exception {
        publish("a", "b");
        start("&exceptionHandler=#reports");

        assertThat(failed(consumer.receive())).isEqualTo("a");
        assertThat(failed(consumer.receive(50_000))).isEqualTo("a");
        assertThat(storedPosition(file)).isNull();
        assertThat(done(consumer.receive())).isEqualTo("a");
        assertThat(done(consumer.receive())).isEqualTo("b");
        assertThat(reports.all()).hasSize(2).allSatisfy(report -> assertThat(report.message())
                .contains("box-events:all: event a", "broken", "Retrying in"));
    }

    @Test
    void aFailedExchangeComesAgainWithoutWaitingOnceItsDelayHasPassed() throws Exception {
        publish("a", "b");
        start("");
        failed(consumer.receive());

        List<String> ids = new ArrayList<>();
        await().until(() -> ids.add(done(consumer.receiveNoWait())) && ids.contains("a"));

        assertThat(ids).doesNotContain("b");
    }

    @Test
    void aFailedExchangeDoesNotComeBeforeItsDelay() throws Exception {
        publish("a", "b");
        start("&retryInitialDelay=1h&retryMaxDelay=1h");
        failed(consumer.receive());
        int requests = box.requests().size();

        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(consumer.receive(100)).isNull();
        assertThat(box.requests()).hasSize(requests);
    }

    @Test
    void whoWaitsForBoxIsGivenAnExchangeThatFailsMeanwhile() throws Exception {
        publish("a");
        start("");
        Exchange exchange = consumer.receive();
        CompletableFuture<Exchange> call = inBackground(consumer::receive);
        awaitLongPoll();

        failed(exchange);

        assertThat(done(call.get())).isEqualTo("a");
    }

    @Test
    void onFailureSkipReportsTheEventAndGoesOn() throws Exception {
        publish("a", "b");
        start("&onFailure=skip&exceptionHandler=#reports");

        failed(consumer.receive());
        awaitStoredInFile(1);
        assertThat(done(consumer.receive())).isEqualTo("b");
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.message()).contains("event a", "broken", "onFailure"));
    }

    @Test
    void onFailureStopEndsTheReceivingUntilARestart() throws Exception {
        publish("a", "b");
        start("&onFailure=stop");
        failed(consumer.receive());

        assertThatThrownBy(consumer::receive).isInstanceOf(RuntimeCamelException.class).hasMessageContaining("has given up");
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(RuntimeCamelException.class);
        assertThat(storedPosition(file)).isNull();
        consumer.stop();
        consumer.start();

        assertThat(done(consumer.receive())).isEqualTo("a");
    }

    @Test
    void onFailureStopEndsTheWaitOfOtherCallers() throws Exception {
        publish("a");
        start("&onFailure=stop");
        Exchange exchange = consumer.receive();
        CompletableFuture<Exchange> call = inBackground(consumer::receive);
        awaitLongPoll();

        failed(exchange);

        assertThatThrownBy(call::get).hasCauseInstanceOf(RuntimeCamelException.class);
    }

    @Test
    void maxRetriesEndsTheReceivingOfAnEventThatKeepsFailing() throws Exception {
        publish("a");
        start("&maxRetries=1&exceptionHandler=#reports");
        failed(consumer.receive());
        failed(consumer.receive());

        assertThatThrownBy(consumer::receive).isInstanceOf(RuntimeCamelException.class).hasMessageContaining("has given up");
        assertThat(reports.all()).last().satisfies(report -> assertThat(report.message()).contains("event a", "maxRetries"));
    }

    @Test
    void maxRetriesEndsTheReceivingIfBoxKeepsFailing() throws Exception {
        box.always(Call.EVENTS, Fault.status(503));
        start("&maxRetries=2&exceptionHandler=#reports");

        assertThatThrownBy(consumer::receive).isInstanceOf(RuntimeCamelException.class)
                .hasMessageContaining("box-events:all has given up");
        assertThat(reports.all()).last().satisfies(report -> assertThat(report.message()).contains("503", "maxRetries"));
        assertThat(box.count(Call.EVENTS)).isEqualTo(3);
    }

    @Test
    void errorsOfBoxAreWaitedOut() throws Exception {
        box.next(Call.EVENTS, Fault.status(503), Fault.reset(), Fault.garbage());
        publish("a");
        start("");

        assertThat(done(consumer.receive())).isEqualTo("a");
    }

    @Test
    void aStopEndsTheWaitOfEachCallerAndLeavesNoConnection() throws Exception {
        start("");
        CompletableFuture<Exchange> one = inBackground(consumer::receive);
        CompletableFuture<Exchange> two = inBackground(() -> consumer.receive(600_000));
        awaitLongPoll();

        consumer.stop();

        assertThat(one.get(30, TimeUnit.SECONDS)).isNull();
        assertThat(two.get(30, TimeUnit.SECONDS)).isNull();
        await().until(() -> box.openLongPolls() == 0);
    }

    @Test
    void aStopEndsTheWaitForTheDelayOfAFailedExchange() throws Exception {
        publish("a");
        start("&retryInitialDelay=1h&retryMaxDelay=1h");
        failed(consumer.receive());
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Exchange> call = inBackground(() -> {
            calls.incrementAndGet();
            return consumer.receive();
        });
        await().until(() -> calls.get() == 1);

        consumer.stop();

        assertThat(call.get(30, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void anExchangeOfAConsumerThatIsStoppedStillCommits() throws Exception {
        publish("a");
        start("");
        Exchange exchange = consumer.receive();
        consumer.stop();

        template.doneUoW(exchange);

        awaitStoredInFile(1);
    }

    @Test
    void anExchangeThatIsDoneAfterTheContextStoppedStoresNothing() throws Exception {
        publish("a");
        start("");
        Exchange exchange = consumer.receive();
        context.stop();
        String newer = "{\"key\":\"" + positionKey("all") + "\",\"position\":\"newer\"}\n";
        Files.writeString(file, newer);

        template.doneUoW(exchange);

        assertThat(file).hasContent(newer);
    }

    @Test
    void anotherEndpointIsRefusedThePlaceOnlyWhileAConsumerHasIt() throws Exception {
        publish("a", "b");
        start("");
        done(consumer.receive());
        PollingConsumer other = context.getEndpoint(uri("&limit=7")).createPollingConsumer();

        assertThatThrownBy(other::start).hasStackTraceContaining("is in use by the polling consumer of")
                .hasStackTraceContaining("positionKey");
        consumer.stop();
        other.start();

        assertThat(done(other.receive())).isEqualTo("b");
        other.stop();
    }

    @Test
    void aRouteGetsThePlaceOnceNothingIsInProgress() throws Exception {
        publish("a", "b");
        start("");
        Exchange exchange = consumer.receive();
        consumer.stop();
        RouteBuilder.addRoutes(context, builder -> builder.from(uri("")).routeId("box").autoStartup(false).process(receive()));

        assertThatThrownBy(() -> context.getRouteController().startRoute("box"))
                .hasStackTraceContaining("is in use by another consumer");
        done(exchange);
        awaitStoredInFile(1);
        context.getRouteController().startRoute("box");

        await().until(() -> received.contains("b"));
        assertThat(received).containsExactly("b");
    }

    @Test
    void callersShareTheEvents() throws Exception {
        box.pageLimit(7);
        box.backlog(60);
        start("");
        Runnable takeUntilTheStop = () -> {
            for (Exchange exchange = consumer.receive(); exchange != null; exchange = consumer.receive()) {
                received.add(done(exchange));
            }
        };
        CompletableFuture<Void> one = CompletableFuture.runAsync(takeUntilTheStop);
        CompletableFuture<Void> two = CompletableFuture.runAsync(takeUntilTheStop);

        await().until(() -> received.size() >= 60);
        await().until(() -> box.positionAfter(60).equals(storedPosition(file)));
        consumer.stop();
        one.get();
        two.get();
        assertThat(received).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void anInterruptedCallerIsServedAndStaysInterrupted() throws Exception {
        publish("a", "b", "c");
        start("");
        Thread.currentThread().interrupt();
        try {
            assertThat(done(consumer.receive())).isEqualTo("a");
            assertThat(done(consumer.receive(50_000))).isEqualTo("b");
            assertThat(done(consumer.receiveNoWait())).isEqualTo("c");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        awaitStoredInFile(3);
    }

    @Test
    void pollEnrichStoresThePositionWhenTheEnclosingRouteIsDone() throws Exception {
        publish("a", "b");
        List<String> positions = new ArrayList<>();
        enriching(exchange -> positions.add(storedPosition(file)));
        try (ProducerTemplate producer = context.createProducerTemplate()) {
            producer.sendBody("direct:start", "go");
            awaitStoredInFile(1);
            producer.sendBody("direct:start", "go");
        }

        assertThat(received).containsExactly("a", "b");
        assertThat(positions).containsExactly(null, box.positionAfter(1));
        awaitStoredInFile(2);
    }

    @Test
    void afterAFailureOfTheEnclosingRoutePollEnrichGivesTheEventAgain() throws Exception {
        publish("a", "b");
        AtomicInteger failures = new AtomicInteger();
        enriching(exchange -> {
            if (failures.getAndIncrement() < 2) {
                throw new IllegalStateException("broken");
            }
        });
        try (ProducerTemplate producer = context.createProducerTemplate()) {
            for (int i = 0; i < 4; i++) {
                producer.send("direct:start", exchange -> exchange.getMessage().setBody("go"));
            }
        }

        assertThat(received).containsExactly("a", "a", "a", "b");
        awaitStoredInFile(2);
    }

    private void enriching(Processor then) throws Exception {
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from("direct:start").pollEnrich(uri(""), 50_000).process(receive()).process(then);
        });
    }

    private String uri(String options) {
        return "box-events:all?streamPosition=0&positionFile=" + file + options;
    }

    private void start(String options) throws Exception {
        consumer = (BoxEventsPollingConsumer) context.getEndpoint(uri(options)).createPollingConsumer();
        consumer.start();
    }

    private static CompletableFuture<Exchange> inBackground(Supplier<Exchange> call) {
        CompletableFuture<Exchange> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    // Stored after the Exchange is complete, on another thread.
    private void awaitStoredInFile(int n) {
        await().until(() -> box.positionAfter(n).equals(storedPosition(file)));
    }

    private void awaitLongPoll() {
        await().until(() -> box.openLongPolls() == 1);
    }

    /**
     * Completes an Exchange.
     *
     * @return the id of its event; null for no Exchange
     */
    private String done(Exchange exchange) {
        if (exchange == null) {
            return null;
        }
        String id = id(exchange);
        template.doneUoW(exchange);
        return id;
    }

    private String failed(Exchange exchange) {
        exchange.setException(new IllegalStateException("broken"));
        return done(exchange);
    }
}
