// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.camelbox.events.Moody.Mood;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each bean of a user does each thing wrong that a bean can do: it is said, in one line, and is over when the bean is well. */
@Timeout(60)
class MoodyBeansTest extends BoxEventsTestSupport {

    private static final String URI = "box-events:all?streamPosition=0&positionRepository=#positions&idempotentRepository=#ids"
            + "&accessTokenProvider=#tokens&exceptionHandler=#handler"
            + "&http.httpClientConfigurer=#configurer";

    private final Moody beans = new Moody();
    private String uri = URI;

    @BeforeEach
    void bindBeans() {
        context.getRegistry().bind("positions", beans.positions);
        context.getRegistry().bind("state", beans.state);
        context.getRegistry().bind("ids", beans.ids);
        context.getRegistry().bind("tokens", beans.tokens);
        context.getRegistry().bind("handler", beans.handler);
        context.getRegistry().bind("configurer", beans.configurer());
        component.getConfiguration().setAccessToken(null);
        beans.tokens.token = box.accessToken();
        box.pageLimit(2);
    }

    @AfterEach
    void mend() {
        beans.mend();
    }

    /** The state store is an alternative to the repository. */
    private void use(String method) {
        if (method.equals("replace")) {
            uri = URI.replace("positionRepository=#positions", "stateStore=#state");
        }
    }

    private void start(String options, Processor processor) throws Exception {
        route(uri + options, beans.route(processor));
        context.start();
    }

    private void start(String options) throws Exception {
        start(options, receive());
    }

    static Stream<Arguments> methods() {
        return Stream.of("setState", "replace", "contains", "add", "getAccessToken", "process", "configureHttpClient").flatMap(
                method -> Arrays.stream(Mood.values()).filter(mood -> mood != Mood.HANGS || !isOfCaller(method))
                        .flatMap(mood -> Stream.of(1, 3).map(inFlight -> Arguments.of(method, mood, inFlight))));
    }

    // What hangs there holds up nothing but its own thread, which has no bound.
    private static boolean isOfCaller(String method) {
        return List.of("process", "configureHttpClient").contains(method);
    }

    @ParameterizedTest(name = "{0} {1}, {2} in flight")
    @MethodSource("methods")
    void isReportedInOneLineAndOverWhenTheBeanIsWell(String method, Mood mood, int inFlight) throws Exception {
        use(method);
        component.getConfiguration().setRequestTimeout(mood == Mood.HANGS ? 500 : 60_000);
        if (method.equals("configureHttpClient")) {
            beans.be(mood, method);
            start("&maxInFlight=" + inFlight);
        } else {
            start("&maxInFlight=" + inFlight);
            publish("first");
            await().until(() -> received.contains("first"));
            awaitWaiting();
            beans.be(mood, method);
        }
        publish("a", "b", "c", "d", "e");

        await().until(() -> isDown(mood));
        await().until(() -> beans.hanging() == 1 || beans.spoiled() >= 3);
        assertThat(reports()).allSatisfy(message -> assertThat(message).doesNotContainPattern("[\\v]")
                .contains(mood.reason));
        assertThat(reports().stream().map(message -> message.replaceAll("event .*", "")).distinct())
                .hasSizeLessThan(method.equals("process") ? 5 : 2);
        beans.mend();

        await().until(() -> received.containsAll(List.of("a", "b", "c", "d", "e")));
        await().until(() -> health().getState() == HealthCheck.State.UP);
        assertThat(received).doesNotHaveDuplicates();
        await().until(() -> box.position().equals(beans.positions.getState(positionKey("all"))));
    }

    // The bound that is short for the beans that hang is too short for a request on a machine that is busy.
    private List<String> reports() {
        return beans.handler.messages.stream()
                .filter(message -> !message.matches(".*(no connection|no full response) within 0\\.5 s.*")).toList();
    }

    private boolean isDown(Mood mood) {
        HealthCheck.Result health = health();
        String error = String.valueOf(health.getDetails().get("stream.error"));
        return health.getState() == HealthCheck.State.DOWN && error.contains(mood.reason) && error.lines().count() == 1;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HANGS")
    void aStartThatCannotReadThePositionFailsAndLeavesNothingBehind(Mood mood) throws Exception {
        beans.be(mood, "getState");

        assertThatThrownBy(() -> start("")).cause().hasMessageContaining(mood.reason).message().doesNotContainPattern("[\\v]");
        assertThat(component.sharedResources().inUse()).isZero();
        beans.mend();
        publish("a");
        startOver();
        bindBeans();
        start("");

        await().until(() -> received.contains("a"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HANGS")
    void anExceptionHandlerThatFailsHarmsNothingAndWhatItWasToldIsLogged(Mood mood) throws Exception {
        beans.be(mood, "handleException");
        box.next(Call.EVENTS, Fault.status(503));
        AtomicInteger failures = new AtomicInteger(2);
        publish("a", "b");
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            route("box-events:all?streamPosition=0&exceptionHandler=#handler&accessTokenProvider=#tokens", exchange -> {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("the route fails");
                }
                receive().process(exchange);
            });
            context.start();
            await().until(() -> received.contains("b") && health().getState() == HealthCheck.State.UP);

            assertThat(received).containsExactly("a", "b");
            assertThat(log.ofComponent(Level.WARN)).anySatisfy(line -> assertThat(line).contains("503", mood.reason))
                    .anySatisfy(line -> assertThat(line).contains("the route fails", mood.reason))
                    .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\v]"));
        }
    }

    @Test
    void aProviderThatReturnsNullIsReportedUntilItGivesAToken() throws Exception {
        beans.tokens.token = null;
        publish("a");
        start("");
        await().until(() -> health().getState() == HealthCheck.State.DOWN
                && String.valueOf(consumer().getCurrentError()).contains("the accessTokenProvider returned no token"));
        assertThat(beans.handler.messages).hasSize(1);
        beans.tokens.token = box.accessToken();

        await().until(() -> received.contains("a") && health().getState() == HealthCheck.State.UP);
    }

    static Stream<Arguments> whatHangs() {
        return Stream.of("setState", "replace", "contains", "add", "getAccessToken", "invalidate", "handleException of Box",
                "handleException of the route", "configureHttpClient")
                .flatMap(what -> Stream.of(false, true).map(ofContext -> Arguments.of(what, ofContext)));
    }

    @ParameterizedTest(name = "{0}, stop of the context: {1}")
    @MethodSource("whatHangs")
    void aStopDoesNotWaitForABeanThatHangs(String what, boolean ofContext) throws Exception {
        String method = what.replaceAll(" .*", "");
        use(method);
        AtomicBoolean routeFails = new AtomicBoolean();
        if (method.equals("configureHttpClient")) {
            beans.be(Mood.HANGS, method);
        }
        start("", exchange -> {
            if (routeFails.get()) {
                throw new IllegalStateException("the route fails");
            }
            receive().process(exchange);
        });
        if (!method.equals("configureHttpClient")) {
            awaitWaiting();
            beans.be(Mood.HANGS, method);
        }
        routeFails.set(what.endsWith("route"));
        switch (what) {
            case "invalidate" -> box.next(Call.EVENTS, Fault.unauthorized());
            case "handleException of Box" -> box.next(Call.EVENTS, Fault.status(503));
            default -> {
            }
        }
        publish("a", "b", "c");
        await().until(() -> beans.hanging() == 1);

        assertAtOnce(() -> {
            if (ofContext) {
                context.stop();
            } else {
                context.getRouteController().stopRoute("box");
            }
        });

        assertThat(beans.hanging()).isOne();
        assertThat(component.sharedResources().inUse()).isZero();
        beans.mend();
        await().until(() -> deliveryThreads().isEmpty() && component.httpClients().inUse() == 0);
        routeFails.set(false);
        if (ofContext) {
            startOver();
            bindBeans();
            start("");
        } else {
            context.getRouteController().startRoute("box");
        }
        await().until(() -> received.containsAll(List.of("a", "b", "c")));
    }

    static Stream<Arguments> methodsOfPollingConsumers() {
        return Stream.of("setState", "replace", "contains", "add", "getAccessToken", "configureHttpClient").flatMap(
                method -> Arrays.stream(Mood.values()).filter(mood -> mood != Mood.HANGS || !isOfCaller(method))
                        .map(mood -> Arguments.of(method, mood)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("methodsOfPollingConsumers")
    void aPollingConsumerGoesOnWhenTheBeanIsWell(String method, Mood mood) throws Exception {
        use(method);
        component.getConfiguration().setRequestTimeout(mood == Mood.HANGS ? 500 : 60_000);
        publish("a", "b", "c", "d");
        context.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            if (!method.equals("configureHttpClient")) {
                take(template);
            }
            beans.be(mood, method);
            for (int i = 0; i < 3 || beans.spoiled() == 0; i++) {
                take(template);
            }
            assertThat(reports()).singleElement().asString().contains(mood.reason);
            beans.mend();

            await().until(() -> {
                take(template);
                return received.contains("d");
            });
            assertThat(received).containsExactly("a", "b", "c", "d");
            await().until(() -> box.position().equals(beans.positions.getState(positionKey("all"))));
        }
    }

    private void take(ConsumerTemplate template) throws Exception {
        Exchange exchange = template.receive(uri, 100);
        if (exchange != null) {
            receive().process(exchange);
            template.doneUoW(exchange);
        }
    }
}
