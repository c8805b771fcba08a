// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.state.MemoryStateStore;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What several consumers share, and what they must not. */
@Timeout(60)
class SharedPlacesTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private final OwnedRepository repository = new OwnedRepository();
    private final MemoryStateStore store = new MemoryStateStore();

    /** Tells whether it was stopped, and then works no more, as one with a connection does. */
    private static final class OwnedRepository extends MemoryStateRepository {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Set<String> keys = new HashSet<>();

        @Override
        public synchronized void setState(String key, String value) {
            if (stopped.get()) {
                throw new IllegalStateException("stopped");
            }
            keys.add(key);
            super.setState(key, value);
        }

        @Override
        protected void doStop() throws Exception {
            stopped.set(true);
            super.doStop();
        }

        synchronized Set<String> keys() {
            return Set.copyOf(keys);
        }
    }

    private void addRoute(CamelContext to, String id, String uri, Processor processor) throws Exception {
        RouteBuilder.addRoutes(to, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            builder.from(uri).routeId(id).process(processor);
        });
    }

    private String shared(String options) {
        context.getRegistry().bind("shared", repository);
        return "box-events:all?streamPosition=0&positionRepository=#shared" + options;
    }

    @ParameterizedTest
    @ValueSource(strings = { "route", "polling consumer", "endpoint" })
    void whoGoesDoesNotStopTheRepositoryThatOthersShare(String who) throws Exception {
        context.getRegistry().bind("ids", new MemoryIdempotentRepository() {
            @Override
            protected void doStop() throws Exception {
                repository.stopped.set(true);
                super.doStop();
            }
        });
        String other = shared("&positionKey=other&idempotentRepository=#ids");
        route(shared("&positionKey=stays&idempotentRepository=#ids"), receive());
        context.start();
        publish("a");
        await().until(() -> received.contains("a"));
        if (who.equals("route")) {
            // Only now: they share the ids, too.
            addRoute(context, "other", other, exchange -> {
            });
            context.getRouteController().stopRoute("other");
            context.removeRoute("other");
        } else {
            PollingConsumer consumer = context.getEndpoint(other).createPollingConsumer();
            consumer.start();
            consumer.receiveNoWait();
            consumer.stop();
        }
        context.removeEndpoints(context.getEndpoint(other).getEndpointUri());

        publish("b");
        await().until(() -> box.position().equals(repository.getState("stays")));
        assertThat(repository.stopped).isFalse();
        assertThat(received).containsExactly("a", "b");
    }

    // %1$s and %2$s are a user and an enterprise.
    @ParameterizedTest
    @CsvSource({ "all?userId=%1$s, all?enterpriseId=%2$s",
            "all?enterpriseId=%2$s, all?enterpriseId=%2$s&asUser=4711",
            "all?userId=%1$s, all?userId=%1$s&asUser=4711",
            "all?userId=%1$s, changes?userId=%1$s",
            "admin_logs_streaming?enterpriseId=%2$s, admin_logs?enterpriseId=%2$s&streamPosition=0" })
    void theDefaultKeysOfTwoStreamsDiffer(String first, String second) throws Exception {
        useClientCredentials();
        component.getConfiguration().setEnterpriseId(null);
        startBoth(first, second);

        await().until(() -> repository.keys().size() == 2);
    }

    @Test
    void theDefaultKeysOfTwoServersDiffer() throws Exception {
        try (BoxSandbox other = new BoxSandbox().start()) {
            startBoth("all?limit=10", "all?baseUrl=" + other.baseUrl());

            await().until(() -> repository.keys().size() == 2);
        }
    }

    private void startBoth(String first, String second) throws Exception {
        context.getRegistry().bind("shared", repository);
        for (String stream : List.of(first, second)) {
            addRoute(context, stream, "box-events:" + stream.formatted(box.tokens().userId(), box.tokens().enterpriseId())
                    + "&positionRepository=#shared", receive());
        }
        context.start();
    }

    private enum Kind {
        ROUTE,
        POLLING
    }

    static Stream<Arguments> pairs() {
        return Stream.of("file", "key", "default key", "store").flatMap(place -> Stream.of(Kind.values()).flatMap(
                first -> Stream.of(Kind.values()).flatMap(second -> Stream.of(true, false).map(
                        oneContext -> Arguments.of(place, first, second, oneContext)))));
    }

    @ParameterizedTest(name = "{0}: {1}, then {2}, in one context: {3}")
    @MethodSource("pairs")
    void aSecondConsumerIsRefusedAndTheFirstGoesOn(String place, Kind first, Kind second, boolean oneContext) throws Exception {
        String option = switch (place) {
            case "file" -> "&positionFile=" + directory.resolve("box.position");
            case "key" -> "&positionRepository=#shared&positionKey=mine";
            case "store" -> "&stateStore=#store";
            default -> "&positionRepository=#shared";
        };
        String uri = "box-events:all?streamPosition=0&accessToken=" + box.accessToken() + option;
        String secret = "0ther-t0ken";
        String other = "box-events:all?streamPosition=0&accessToken=" + secret + option;
        context.getRegistry().bind("shared", repository);
        context.getRegistry().bind("store", store);
        context.start();
        publish("a");
        PollingConsumer polling = consume(context, first, uri);
        // A polling consumer without an event in progress would make way for a route.
        Exchange inProgress = polling == null ? null : polling.receive(20_000);
        try (DefaultCamelContext another = new DefaultCamelContext()) {
            another.getRegistry().bind("shared", repository);
            another.getRegistry().bind("store", store);
            another.getComponent("box-events", BoxEventsComponent.class).getConfiguration().setBaseUrl(box.baseUrl());
            another.start();

            assertThatThrownBy(() -> consume(oneContext ? context : another, second, other)).satisfies(failure -> assertThat(
                    texts(failure)).contains("in use", place.equals("file") ? "positionFile" : "positionKey")
                    .doesNotContain(box.accessToken(), secret));
        }
        if (inProgress != null) {
            receive().process(inProgress);
        }
        await().until(() -> received.contains("a"));
    }

    private static String texts(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).map(Throwable::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private PollingConsumer consume(CamelContext in, Kind kind, String uri) throws Exception {
        if (kind == Kind.ROUTE) {
            addRoute(in, uri.contains(box.accessToken()) ? "first" : "second", uri, receive());
            return null;
        }
        PollingConsumer consumer = in.getEndpoint(uri).createPollingConsumer();
        consumer.start();
        return consumer;
    }

    @Test
    void aPollingConsumerBesideARouteDoesNotTakeItsEvents() throws Exception {
        String uri = "box-events:all?streamPosition=0";
        route(uri, receive());
        context.start();
        publish("a", "b");
        await().until(() -> received.size() == 2);
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            for (String id : List.of("a", "b")) {
                Exchange exchange = template.receive(uri, 20_000);
                assertThat(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID)).isEqualTo(id);
                template.doneUoW(exchange);
            }
        }
        context.getRouteController().stopRoute("box");
        publish("c");
        context.getRouteController().startRoute("box");

        await().until(() -> received.contains("c"));
        assertThat(received).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = { "enterpriseId=%2$s", "userId=%1$s", "enterpriseId=%2$s&asUser=4711" })
    void idsInTheRepositoryHaveTheSubjectAsPrefix(String login) throws Exception {
        useClientCredentials();
        component.getConfiguration().setEnterpriseId(null);
        MemoryIdempotentRepository ids = new MemoryIdempotentRepository();
        context.getRegistry().bind("ids", ids);
        publish("a");
        for (String stream : List.of("all", "admin_logs_streaming")) {
            addRoute(context, stream, "box-events:" + stream + "?streamPosition=0&idempotentRepository=#ids&pollInterval=100&"
                    + login.formatted(box.tokens().userId(), box.tokens().enterpriseId()), receive());
        }
        context.start();

        String subject = login.contains("asUser") ? "4711"
                : login.startsWith("userId") ? box.tokens().userId() : "enterprise-" + box.tokens().enterpriseId();
        await().until(() -> ids.contains(subject + ":a"));
        assertThat(ids.getCache()).hasSize(1);
    }

    @Test
    void twoUsersWhoseEventsHaveOneIdBothGetTheirs() throws Exception {
        context.getRegistry().bind("ids", new MemoryIdempotentRepository());
        component.getConfiguration().setIdempotentRepository(
                context.getRegistry().lookupByNameAndType("ids", MemoryIdempotentRepository.class));
        publish("a");
        addRoute(context, "first", "box-events:all?streamPosition=0&asUser=1", receive());
        addRoute(context, "second", "box-events:all?streamPosition=0&asUser=2", receive());
        context.start();

        await().until(() -> received.size() == 2);
        assertThat(received).containsExactly("a", "a");
    }
}
