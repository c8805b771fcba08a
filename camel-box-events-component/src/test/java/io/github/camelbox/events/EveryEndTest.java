// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.camelbox.events.Moody.Mood;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** However a consumer ends, whatever it is doing: what it had is released, and nothing is lost. */
@Timeout(60)
class EveryEndTest extends BoxEventsTestSupport {

    private static final Fault SILENCE = Fault.silence(Duration.ofHours(1));

    private enum State {
        OPENING("opening"),
        LOGGING_IN("draining"),
        DRAINING("draining"),
        CONNECTING("connecting"),
        WAITING("waiting"),
        BACKING_OFF("backing off"),
        SUSPENDED("suspended");

        private final String name;

        State(String name) {
            this.name = name;
        }

        // Without the stream having come so far, there is nothing to process.
        boolean hasEvents() {
            return this != OPENING && this != LOGGING_IN;
        }
    }

    private enum End {
        STOP,
        FORCED_STOP,
        REMOVAL,
        CONTEXT_STOP
    }

    @TempDir
    private Path directory;

    private final Moody beans = new Moody();
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        beans.mend();
        finish.countDown();
    }

    private void start(Processor processor) throws Exception {
        useClientCredentials();
        context.getRegistry().bind("configurer", beans.configurer());
        route("box-events:all?streamPosition=0&maxInFlight=2&http.httpClientConfigurer=#configurer&positionFile="
                + file(), processor);
        context.start();
    }

    private Path file() {
        return directory.resolve("box.position");
    }

    /** Notes the event, and keeps it in the route. */
    private Processor hold() {
        return exchange -> {
            receive().process(exchange);
            finish.await();
        };
    }

    private void bring(State state, boolean withEvent) throws Exception {
        switch (state) {
            case OPENING -> beans.be(Mood.HANGS, "configureHttpClient");
            case LOGGING_IN -> box.always(Call.TOKEN, SILENCE);
            case CONNECTING -> box.always(Call.OPTIONS, SILENCE);
            case DRAINING -> box.always(Call.EVENTS, SILENCE);
            case BACKING_OFF -> {
                component.getConfiguration().setRetryMaxDelay(Long.MAX_VALUE);
                component.getConfiguration().setRetryInitialDelay(Duration.ofHours(1).toMillis());
                box.always(Call.EVENTS, Fault.status(503));
            }
            default -> {
            }
        }
        if (withEvent) {
            box.pageLimit(1).next(Call.EVENTS, Fault.silence(Duration.ZERO));
            publish("a");
        }
        start(hold());
        await().until(() -> !withEvent || received.contains("a"));
        if (state == State.SUSPENDED) {
            awaitWaiting();
            consumer().suspend();
        }
        await().until(() -> consumer().getStreamState().equals(state.name));
    }

    private void end(End end) throws Exception {
        switch (end) {
            case STOP -> context.getRouteController().stopRoute("box");
            case FORCED_STOP -> {
                BoxEventsConsumer consumer = consumer();
                Thread.currentThread().interrupt();
                consumer.stop();
                assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
            }
            case REMOVAL -> {
                context.getRouteController().stopRoute("box");
                context.removeRoute("box");
            }
            default -> context.stop();
        }
    }

    private void assertNothingIsLeft() {
        assertThat(component.sharedResources().inUse()).isZero();
        beans.mend();
        box.clearFaults();
        await().until(() -> component.httpClients().inUse() == 0 && box.openLongPolls() == 0);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("box-events")));
    }

    private void assertAnotherGoesOn(String... events) throws Exception {
        startOver();
        received.clear();
        start(receive());
        await().until(() -> received.containsAll(List.of(events)));
        assertThat(received).containsExactlyInAnyOrder(events);
    }

    static Stream<Arguments> statesAndEnds() {
        return Arrays.stream(State.values()).flatMap(state -> Arrays.stream(End.values()).map(end -> Arguments.of(state, end)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statesAndEnds")
    void withNothingInTheRoute(State state, End end) throws Exception {
        bring(state, false);

        assertAtOnce(() -> end(end));

        assertNothingIsLeft();
        publish("b", "c");
        assertAnotherGoesOn("b", "c");
    }

    static Stream<Arguments> statesAndEndsWithEvents() {
        return statesAndEnds().filter(arguments -> ((State) arguments.get()[0]).hasEvents());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statesAndEndsWithEvents")
    void withAnEventInTheRouteThatIsProcessedMeanwhile(State state, End end) throws Exception {
        bring(state, true);
        BoxEventsConsumer consumer = consumer();
        Thread finisher = new Thread(() -> {
            await().until(() -> List.of("suspended", "stopped").contains(consumer.getStreamState()));
            finish.countDown();
        });
        finisher.start();

        if (state == State.SUSPENDED) {
            await().until(() -> box.position().equals(storedPosition(file())));
        }
        end(end);

        finisher.join();
        assertNothingIsLeft();
        publish("b", "c");
        if (end == End.FORCED_STOP && state != State.SUSPENDED) {
            assertAnotherGoesOn("a", "b", "c");
        } else {
            assertAnotherGoesOn("b", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void withAnEventInTheRouteThatIsInterrupted(End end) throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        bring(State.WAITING, true);

        end(end);

        assertNothingIsLeft();
        publish("b");
        assertAnotherGoesOn("a", "b");
    }

    @ParameterizedTest
    @EnumSource(names = { "FORCED_STOP", "CONTEXT_STOP" })
    void withAnEventInTheRouteThatHangs(End end) throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        CountDownLatch over = new CountDownLatch(1);
        publish("a");
        start(exchange -> {
            receive().process(exchange);
            beans.be(Mood.HANGS, "process");
            try {
                beans.called("process");
            } finally {
                over.countDown();
            }
        });
        await().until(() -> received.contains("a"));

        end(end);

        assertThat(component.sharedResources().inUse()).isZero();
        await().until(() -> component.httpClients().inUse() == 0);
        publish("b");
        assertAnotherGoesOn("a", "b");
        await().until(() -> box.position().equals(storedPosition(file())));
        beans.mend();
        over.await();
        await().until(() -> deliveryThreads().size() == 2);
        assertThat(storedPosition(file())).isEqualTo(box.position());
    }

    @Test
    void routesThatComeAndGoLeaveNothing() throws Exception {
        useClientCredentials();
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        long threads = componentThreads();
        for (int i = 0; i < 60; i++) {
            comeAndGo(i);
        }

        assertThat(component.sharedResources().inUse()).isOne();
        assertThat(component.httpClients().inUse()).isOne();
        await().until(() -> componentThreads() <= threads + 2);
        assertThat(box.count(Call.TOKEN)).isEqualTo(61);
        comeAndGo(0);
        assertThat(box.count(Call.TOKEN)).as("its login was forgotten").isEqualTo(62);
    }

    // Each has a login and an HTTP client of its own.
    private void comeAndGo(int number) throws Exception {
        String id = "route-" + number;
        RouteBuilder.addRoutes(context, builder -> builder.from(
                "box-events:all?requestTimeout=" + (50_000 + number) + "&connectTimeout=" + (50_000 + number)).routeId(id)
                .process(receive()));
        await().until(() -> box.openLongPolls() == 2);
        context.getRouteController().stopRoute(id);
        context.removeRoute(id);
        await().until(() -> box.openLongPolls() == 1);
    }

    @Test
    void aStreamThatCannotBeOpenedLeavesNoLogin() throws Exception {
        useClientCredentials();
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        context.getRegistry().bind("configurer", beans.configurer());
        beans.be(Mood.EXCEPTION, "configureHttpClient");
        RouteBuilder.addRoutes(context,
                builder -> builder.from("box-events:all?http.httpClientConfigurer=#configurer").routeId("other")
                        .process(receive()));
        await().until(() -> beans.spoiled() > 10);
        beans.mend();
        await().until(() -> box.openLongPolls() == 2);

        context.getRouteController().stopRoute("other");
        context.getRouteController().startRoute("other");
        // Its login was forgotten.
        await().until(() -> box.count(Call.TOKEN) == 3);
    }

    // Those that wait for more work, and HttpClient's which closes idle connections.
    private static long componentThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("box-events") || thread.getName().contains("idle-connection"))
                .count();
    }
}
