// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PrototypeExchangeFactory;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.ExchangeFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of an event that the route cannot handle, and of the stored position meanwhile. */
class DeliveryTest extends BoxEventsTestSupport {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void onePositionForEachEvent() {
        file = directory.resolve("box.position");
        box.pageLimit(1);
    }

    @Test
    void aFailedEventComesAgainBeforeAnyOther() throws Exception {
        publish("a", "b", "c");
        route(uri(""), failing("b", 3));
        context.start();

        awaitReceived("c");
        assertThat(received).containsExactly("a", "b", "b", "b", "b", "c");
    }

    @Test
    void thePositionStaysBeforeAnEventThatKeepsFailing() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<String> positions = new CopyOnWriteArrayList<>();
        publish("a", "b", "c");
        route(uri(""), exchange -> {
            receive().process(exchange);
            if (isEvent("b", exchange) && broken.get()) {
                positions.add(storedPosition(file));
                throw new IllegalStateException("broken");
            }
        });
        context.start();

        await().until(() -> positions.size() >= 5);
        assertThat(positions).containsOnly(box.positionAfter(1));
        broken.set(false);
        await().until(() -> box.positionAfter(3).equals(storedPosition(file)));
    }

    @Test
    void anErrorThrownByTheRouteIsAFailure() throws Exception {
        publish("a", "b");
        route(uri("&exceptionHandler=#reports"), exchange -> {
            receive().process(exchange);
            if (received.size() == 1) {
                throw new NoClassDefFoundError("com/example/Gone");
            }
        });
        context.start();

        awaitReceived("b");
        assertThat(received).containsExactly("a", "a", "b");
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.failure()).hasRootCauseInstanceOf(NoClassDefFoundError.class));
    }

    enum Rollback {
        MARKED_ROLLBACK_ONLY(route -> route.markRollbackOnly()),
        MARKED_ROLLBACK_ONLY_LAST(route -> route.markRollbackOnlyLast());

        private final UnaryOperator<ProcessorDefinition<?>> mark;

        Rollback(UnaryOperator<ProcessorDefinition<?>> mark) {
            this.mark = mark;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRollbackIsAFailureEvenIfTheRouteHandlesTheException(Rollback rollback) throws Exception {
        publish("a", "b");
        RouteBuilder.addRoutes(context, builder -> {
            rollback.mark.apply(builder.onException(IllegalStateException.class).handled(true));
            builder.from(uri("&exceptionHandler=#reports")).routeId("box").process(failing("a", 1));
        });
        context.start();

        awaitReceived("b");
        assertThat(received).containsExactly("a", "a", "b");
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.failure()).isInstanceOf(RollbackExchangeException.class));
    }

    @Test
    void anExceptionThatTheRouteHandlesIsASuccess() throws Exception {
        publish("a", "b");
        RouteBuilder.addRoutes(context, builder -> {
            builder.onException(IllegalStateException.class).handled(true);
            builder.from(uri("&exceptionHandler=#reports")).routeId("box").process(failing("a", 1));
        });
        context.start();

        await().until(() -> box.positionAfter(2).equals(storedPosition(file)));
        assertThat(received).containsExactly("a", "b");
        assertThat(reports.all()).isEmpty();
    }

    @Test
    void anEventInTheDeadLetterChannelIsASuccess() throws Exception {
        List<String> dead = new CopyOnWriteArrayList<>();
        publish("a", "b");
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.deadLetterChannel("direct:dead"));
            builder.from(uri("&exceptionHandler=#reports")).routeId("box").process(failing("a", 1));
            builder.from("direct:dead").process(exchange -> dead.add(id(exchange)));
        });
        context.start();

        await().until(() -> box.positionAfter(2).equals(storedPosition(file)));
        assertThat(received).containsExactly("a", "b");
        assertThat(dead).containsExactly("a");
        assertThat(reports.all()).isEmpty();
    }

    @Test
    void aSkippedEventIsReportedOnceAndThePositionMovesOn() throws Exception {
        publish("a", "b");
        route(uri("&onFailure=skip&exceptionHandler=#reports"), failing("a", 100));
        context.start();

        await().until(() -> box.positionAfter(2).equals(storedPosition(file)));
        assertThat(received).containsExactly("a", "b");
        assertThat(reports.all()).singleElement().satisfies(report -> {
            assertThat(report.eventId()).isEqualTo("a");
            assertThat(report.message()).contains("event a (ITEM_UPLOAD)", "broken", "onFailure").doesNotContain("\n");
            assertThat(report.failure()).hasMessage("broken");
        });
    }

    @Test
    void aRepeatOfASkippedEventIsDeliveredAgain() throws Exception {
        box.overlap(1);
        publish("a", "b");
        route(uri("&onFailure=skip"), failing("a", 1));
        context.start();

        awaitReceived("b");
        assertThat(received).containsExactly("a", "a", "b");
    }

    @Test
    void onFailureStopStopsTheRouteBeforeTheEvent() throws Exception {
        publish("a", "b", "c");
        route(uri("&onFailure=stop&exceptionHandler=#reports"), failing("b", 1));
        context.start();

        awaitStopped();
        assertThat(received).containsExactly("a", "b");
        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(1));
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.message()).contains("event b", "onFailure"));
    }

    @Test
    void anEventThatStoppedTheRouteComesAgainWhenItStarts() throws Exception {
        publish("a", "b", "c");
        route(uri("&onFailure=stop"), failing("b", 1));
        context.start();
        awaitStopped();

        context.getRouteController().startRoute("box");

        awaitReceived("c");
        assertThat(received).containsExactly("a", "b", "b", "c");
    }

    @Test
    void maxRetriesStopsTheRouteBeforeTheEvent() throws Exception {
        publish("a", "b", "c");
        route(uri("&maxRetries=2&exceptionHandler=#reports"), failing("b", 3));
        context.start();

        awaitStopped();
        assertThat(received).containsExactly("a", "b", "b", "b");
        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(1));
        assertThat(reports.all()).hasSize(3);
        assertThat(reports.all().get(2).message()).contains("event b", "3 consecutive failures", "maxRetries");

        context.getRouteController().startRoute("box");
        awaitReceived("c");
        assertThat(received).containsExactly("a", "b", "b", "b", "b", "c");
    }

    @Test
    void aConsumerWithoutARouteStopsItself() throws Exception {
        publish("a");
        BoxEventsConsumer consumer = (BoxEventsConsumer) context.getEndpoint(uri("&onFailure=stop"))
                .createConsumer(failing("a", 100));
        context.start();
        consumer.start();

        await().until(() -> consumer.getStatus() == ServiceStatus.Stopped);
        assertThat(received).containsExactly("a");
        assertThat(storedPosition(file)).isNull();
    }

    @Test
    void theExceptionHandlerHearsOfEachFailureOfTheRouteOnce() throws Exception {
        publish("a", "b");
        route(uri("&exceptionHandler=#reports"), failing("a", 3));
        context.start();

        awaitReceived("b");
        assertThat(reports.all()).hasSize(3).allSatisfy(report -> {
            assertThat(report.eventId()).isEqualTo("a");
            assertThat(report.message()).startsWith("box-events:all [box]: event a").contains("broken", "Retrying in");
            assertThat(report.failure()).hasMessage("broken");
        });
    }

    @Test
    void theExceptionHandlerHearsOfAnErrorOfBoxOnce() throws Exception {
        publish("a");
        box.next(Call.EVENTS, Fault.status(503), Fault.status(503), Fault.status(503));
        route(uri("&exceptionHandler=#reports"), receive());
        context.start();

        awaitReceived("a");
        assertThat(reports.all()).singleElement().satisfies(report -> {
            assertThat(report.eventId()).isNull();
            assertThat(report.message()).contains("503");
        });
    }

    @Test
    void theBridgedErrorHandlerHearsOfEachFailureOnce() throws Exception {
        List<String> bridged = new CopyOnWriteArrayList<>();
        publish("a", "b");
        box.next(Call.EVENTS, Fault.status(503), Fault.status(503));
        RouteBuilder.addRoutes(context, builder -> {
            builder.onException(Exception.class).process(exchange -> {
                if (exchange.getProperty(Exchange.ERRORHANDLER_BRIDGE, false, Boolean.class)) {
                    bridged.add(exchange.getMessage().getBody(String.class));
                }
            });
            builder.from(uri("&bridgeErrorHandler=true")).routeId("box").process(failing("a", 2));
        });
        context.start();

        awaitReceived("b");
        assertThat(bridged).hasSize(3);
        assertThat(bridged.get(0)).contains("503");
        assertThat(bridged.subList(1, 3)).allSatisfy(message -> assertThat(message).contains("event a", "broken"));
    }

    @Test
    void anExceptionHandlerThatThrowsHarmsNothing() throws Exception {
        List<String> messages = new CopyOnWriteArrayList<>();
        context.getRegistry().bind("throwing", new ThrowingExceptionHandler(messages));
        publish("a", "b");
        box.next(Call.EVENTS, Fault.status(503));
        route(uri("&exceptionHandler=#throwing"), failing("a", 2));
        context.start();

        await().until(() -> box.positionAfter(2).equals(storedPosition(file)));
        assertThat(received).containsExactly("a", "a", "a", "b");
        assertThat(messages).hasSize(3);
    }

    @Test
    void anInterruptLeftBehindByTheRouteHarmsNothing() throws Exception {
        Processor failing = failing("b", 1);
        AtomicBoolean found = new AtomicBoolean();
        publish("a", "b", "c");
        route(uri("&exceptionHandler=#reports"), exchange -> {
            found.compareAndSet(false, Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            failing.process(exchange);
        });
        context.start();

        awaitWaiting();
        assertThat(received).containsExactly("a", "b", "b", "c");
        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(3));
        assertThat(reports.all()).extracting(Reports.Report::eventId).containsExactly("b");
        assertThat(found).as("an interrupt of the event before").isFalse();
    }

    @Test
    void anEventForWhichNoExchangeCouldBeMadeIsNotLost() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new FaultyExchangeFactory(null));
        publish("a", "b");
        route(uri("&exceptionHandler=#reports"), receive());
        context.start();

        awaitReceived("b");
        assertThat(received).containsExactly("a", "b");
        assertThat(reports.all()).hasSize(2).allSatisfy(report -> {
            assertThat(report.message()).contains("event a", "no Exchange");
            assertThat(report.failure()).hasMessage("no Exchange");
        });
    }

    private String uri(String options) {
        return "box-events:all?streamPosition=0&positionFile=" + file + options;
    }

    /** Notes each event, and fails this often on that one. */
    private Processor failing(String id, int times) {
        List<String> failures = new ArrayList<>();
        return exchange -> {
            receive().process(exchange);
            if (isEvent(id, exchange) && failures.size() < times) {
                failures.add(id);
                throw new IllegalStateException("broken");
            }
        };
    }

    private static boolean isEvent(String id, Exchange exchange) {
        return id.equals(id(exchange));
    }

    private void awaitStopped() {
        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
    }

    /** Makes no Exchange at its first two attempts. */
    private static final class FaultyExchangeFactory extends PrototypeExchangeFactory {

        private final AtomicInteger attempts = new AtomicInteger();

        FaultyExchangeFactory(Consumer consumer) {
            super(consumer);
        }

        @Override
        public ExchangeFactory newExchangeFactory(Consumer consumer) {
            FaultyExchangeFactory factory = new FaultyExchangeFactory(consumer);
            factory.setCamelContext(getCamelContext());
            return factory;
        }

        @Override
        public Exchange create(Endpoint from, boolean autoRelease) {
            if (attempts.incrementAndGet() <= 2) {
                throw new IllegalStateException("no Exchange");
            }
            return super.create(from, autoRelease);
        }
    }

    private record ThrowingExceptionHandler(List<String> messages) implements OneMethodExceptionHandler {

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            messages.add(message);
            throw new IllegalStateException("cannot handle it");
        }
    }
}
