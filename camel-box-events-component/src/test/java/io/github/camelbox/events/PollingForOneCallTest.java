// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.camelbox.events.Moody.Mood;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Polling consumers that live for one call: the progress hangs on none of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollingForOneCallTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Moody beans = new Moody();

    @BeforeEach
    void startContext() {
        context.getRegistry().bind("positions", new MemoryStateRepository());
        context.getRegistry().bind("moody", beans.positions);
        context.start();
    }

    @AfterEach
    void endCallers() {
        beans.mend();
        callers.shutdownNow();
    }

    /** How one event is taken and processed, by a consumer that is gone afterwards. */
    private enum Way {
        TEMPLATE_PER_CALL {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                try (ConsumerTemplate template = test.context.createConsumerTemplate()) {
                    test.done(template, template.receive(uri, 20_000));
                }
            }
        },
        TEMPLATE_GONE_BEFORE_THE_EXCHANGE_IS_DONE {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                Exchange exchange;
                try (ConsumerTemplate template = test.context.createConsumerTemplate()) {
                    exchange = template.receive(uri, 20_000);
                }
                try (ConsumerTemplate another = test.context.createConsumerTemplate()) {
                    test.done(another, exchange);
                }
            }
        },
        ENDPOINT_PER_CALL {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                Endpoint endpoint = test.component.createEndpoint(uri);
                endpoint.start();
                PollingConsumer consumer = endpoint.createPollingConsumer();
                consumer.start();
                Exchange exchange = consumer.receive(20_000);
                ServiceHelper.stopAndShutdownServices(consumer, endpoint);
                try (ConsumerTemplate template = test.context.createConsumerTemplate()) {
                    test.done(template, exchange);
                }
            }
        },
        EVICTED_ENDPOINT {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                TEMPLATE_PER_CALL.takeOne(test, uri);
                test.context.removeEndpoints(test.context.getEndpoint(uri).getEndpointUri());
            }
        },
        POLL_ENRICH {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                test.enrich(uri, -1);
            }
        },
        POLL_ENRICH_WITH_A_CACHE {
            @Override
            void takeOne(PollingForOneCallTest test, String uri) throws Exception {
                test.enrich(uri, 1);
            }
        };

        abstract void takeOne(PollingForOneCallTest test, String uri) throws Exception;
    }

    private void done(ConsumerTemplate template, Exchange exchange) throws Exception {
        receive().process(exchange);
        template.doneUoW(exchange);
    }

    private void enrich(String uri, int cacheSize) throws Exception {
        if (context.getRoute("enrich") == null) {
            RouteBuilder.addRoutes(context, builder -> builder.from("direct:enrich").routeId("enrich").pollEnrich()
                    .simple("${header.uri}").cacheSize(cacheSize).timeout(20_000).process(receive()));
        }
        try (ProducerTemplate producer = context.createProducerTemplate()) {
            producer.sendBodyAndHeader("direct:enrich", "go", "uri", uri);
        }
    }

    static Stream<Arguments> waysAndPlaces() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of("", "&positionRepository=#positions", "&positionFile=")
                        .map(place -> Arguments.of(way, place)));
    }

    private String uri(String place) {
        return "box-events:all?streamPosition=0" + place + (place.endsWith("File=") ? directory.resolve("box.position") : "");
    }

    @ParameterizedTest
    @MethodSource("waysAndPlaces")
    void allEventsComeEachOnce(Way way, String place) throws Exception {
        box.pageLimit(3);
        List<String> ids = IntStream.range(0, 8).mapToObj(i -> "event-" + i).toList();
        publish(ids.toArray(String[]::new));
        String uri = uri(place);

        for (int i = 0; i < 7; i++) {
            way.takeOne(this, uri);
            if (way.name().startsWith("POLL_ENRICH")) {
                // The same place from another endpoint, as dynamic URIs have it.
                context.removeEndpoints("box-events:*");
            }
        }
        way.takeOne(this, uri);

        assertThat(received).isEqualTo(ids);
    }

    @Test
    void aFailedExchangeOfAConsumerThatIsGoneComesAgainBeforeAnyOther() throws Exception {
        publish("a", "b");
        String uri = uri("&positionRepository=#positions");
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange exchange = template.receive(uri, 20_000);
            receive().process(exchange);
            exchange.setException(new IllegalStateException("broken"));
            template.doneUoW(exchange);
        }
        for (int i = 0; i < 2; i++) {
            Way.TEMPLATE_PER_CALL.takeOne(this, uri);
        }

        assertThat(received).containsExactly("a", "a", "b");
    }

    @Test
    void whoWaitsOnAQuietAccountCausesNoRequestWhileAnExchangeIsInProgress() throws Exception {
        String uri = uri("");
        publish("a");
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange inProgress = template.receive(uri);
            CompletableFuture<Exchange> next = CompletableFuture.supplyAsync(() -> template.receive(uri), callers);
            await().until(() -> box.openLongPolls() == 1);
            int requests = box.requests().size();

            await().during(Duration.ofMillis(1500)).until(() -> box.requests().size() == requests);
            done(template, inProgress);
            publish("b");
            done(template, next.get());
        }
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void anExchangeThatFailsIsHandedToOneOfThoseWhoWait() throws Exception {
        String uri = uri("");
        publish("a");
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            Exchange failing = template.receive(uri);
            AtomicInteger handedOut = new AtomicInteger();
            List<CompletableFuture<Exchange>> waiting = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
                Exchange exchange = template.receive(uri);
                handedOut.incrementAndGet();
                return exchange;
            }, callers)).limit(3).toList();
            await().until(() -> box.openLongPolls() == 1);
            failing.setException(new IllegalStateException("broken"));
            template.doneUoW(failing);

            await().until(() -> handedOut.get() == 1);
            publish("b", "c");
            for (CompletableFuture<Exchange> one : waiting) {
                done(template, one.get());
            }
        }
        assertThat(received).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aStopOfTheContextDoesNotWaitForAConsumerWhoseStartHangs() throws Exception {
        beans.be(Mood.HANGS, "getState");
        // Not one of those that Camel stops, for which it waits itself.
        PollingConsumer consumer = context.getEndpoint(uri("&positionRepository=#moody")).createPollingConsumer();
        CompletableFuture<Void> start = CompletableFuture.runAsync(consumer::start, callers);
        await().until(() -> beans.hanging() == 1);

        context.stop();

        assertThat(start).isNotDone();
        beans.mend();
        await().until(start::isDone);
        assertThat(start).isCompletedExceptionally();
        assertThat(component.sharedResources().inUse()).isZero();
    }
}
