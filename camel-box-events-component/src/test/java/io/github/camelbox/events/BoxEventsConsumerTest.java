// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The event-driven consumer: what arrives, in which form, and how it starts and stops. */
class BoxEventsConsumerTest extends BoxEventsTestSupport {

    @Test
    void eventsArriveInOrderOneExchangeEach() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(box.account().upload("file-" + i + ".txt"));
        }

        await().until(() -> received.size() >= 20);
        assertThat(received).isEqualTo(ids);
    }

    @Test
    void bodyAndHeadersAreWhatBoxSent() throws Exception {
        AtomicReference<Exchange> exchange = new AtomicReference<>();
        route("box-events:changes", exchange::set);
        context.start();
        awaitWaiting();
        String before = box.position();

        String json = "{\"type\":\"event\",\"event_id\":\"e-1\",\"event_type\":\"ITEM_UPLOAD\",\"session_id\":\"s-1\","
                + "\"created_at\":\"2026-03-04T05:06:07-08:00\",\"unknown\":{\"kept\":[1, 2.50]},"
                + "\"created_by\":{\"type\":\"user\",\"id\":\"42\",\"login\":\"ann@example.com\",\"name\":\"Ann\"},"
                + "\"source\":{\"type\":\"file\",\"id\":\"7\",\"name\":\"Grüße.txt\",\"parent\":{\"id\":\"4\",\"name\":\"Projects\"},"
                + "\"path_collection\":{\"entries\":[{\"id\":\"0\",\"name\":\"All Files\"},{\"id\":\"4\",\"name\":\"Projects\"}]}}}";
        box.publish(json);
        await().until(() -> exchange.get() != null);

        assertThat(exchange.get().getMessage().getHeaders()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                Map.entry("CamelBoxEventsEventId", "e-1"),
                Map.entry("CamelBoxEventsEventType", "ITEM_UPLOAD"),
                Map.entry("CamelBoxEventsCreatedAt", "2026-03-04T05:06:07-08:00"),
                Map.entry("CamelBoxEventsSessionId", "s-1"),
                Map.entry("CamelBoxEventsCreatedById", "42"),
                Map.entry("CamelBoxEventsCreatedByLogin", "ann@example.com"),
                Map.entry("CamelBoxEventsSourceType", "file"),
                Map.entry("CamelBoxEventsSourceId", "7"),
                Map.entry("CamelBoxEventsSourceName", "Grüße.txt"),
                Map.entry("CamelBoxEventsParentId", "4"),
                Map.entry("CamelBoxEventsParentName", "Projects"),
                Map.entry("CamelBoxEventsPath", "/All Files/Projects"),
                Map.entry("CamelBoxEventsStreamType", "changes"),
                Map.entry("CamelBoxEventsStreamPosition", before),
                Map.entry("CamelBoxEventsNextStreamPosition", box.position()),
                Map.entry("CamelMessageTimestamp", 1772629567000L)));
        assertThat(exchange.get().getMessage().getBody()).isInstanceOf(BoxEvent.class).hasToString(json);
    }

    @Test
    void oneOddEventDisturbsNoOther() throws Exception {
        route("box-events:all?streamPosition=0", receive());
        box.publish(event("first"));
        box.publish("{\"type\":\"event\",\"event_id\":\"null-source\",\"event_type\":\"SHIELD_ALERT\",\"source\":null}");
        box.publish(
                "{\"type\":\"event\",\"event_id\":\"odd-types\",\"event_type\":\"NEVER_HEARD_OF\",\"source\":[1,{\"id\":2}],"
                        + "\"created_by\":\"me\",\"created_at\":{\"x\":1},\"session_id\":17,\"extra\":{\"deep\":[[[]]]}}");
        box.publish("{\"type\":\"event\",\"event_type\":\"WITHOUT_ID\"}");
        box.publish("{}");
        box.publish("\"not an object\"");
        box.publish("null");
        box.publish(event("last"));
        context.start();

        await().until(() -> received.contains("last"));
        assertThat(received).containsExactly("first", "null-source", "odd-types", null, null, "last");
    }

    @Test
    void anOptionalPlaceholderWithoutAValueLeavesTheOptionToTheComponent() throws Exception {
        route("box-events:all?accessToken=RAW({{?no.such.token}})&asUser={{?no.such.user}}", receive());
        context.start();
        awaitWaiting();

        assertThat(box.requests()).extracting(request -> request.header("Authorization"))
                .contains("Bearer " + box.accessToken());
    }

    @Test
    void requestsAreThoseOfTheCycle() throws Exception {
        route("box-events:sync?asUser=77&limit=123", receive());
        context.start();
        awaitWaiting();
        String position = box.position();

        assertThat(box.requests()).extracting(SandboxRequest::call).containsExactly(Call.EVENTS, Call.OPTIONS, Call.LONG_POLL);
        SandboxRequest now = box.requests(Call.EVENTS).get(0);
        assertThat(now.query()).containsExactlyInAnyOrderEntriesOf(
                Map.of("stream_type", "sync", "stream_position", "now", "limit", "123"));
        assertThat(now.header("authorization")).isEqualTo("Bearer " + box.accessToken());
        assertThat(now.header("as-user")).isEqualTo("77");
        SandboxRequest options = box.requests(Call.OPTIONS).get(0);
        assertThat(options.header("authorization")).isEqualTo("Bearer " + box.accessToken());
        assertThat(options.header("as-user")).isEqualTo("77");
        SandboxRequest poll = box.requests(Call.LONG_POLL).get(0);
        assertThat(poll.query("stream_position")).isEqualTo(position);
        assertThat(poll.header("authorization")).isNull();
        assertThat(poll.header("as-user")).isNull();
    }

    @Test
    void authorizationTokenIsTheWholeHeader() throws Exception {
        route("box-events:all?authorizationToken=Bearer " + box.accessToken(), receive());
        context.start();
        awaitWaiting();

        assertThat(box.requests(Call.OPTIONS).get(0).header("authorization")).isEqualTo("Bearer " + box.accessToken());
    }

    @Test
    void aPositionIsStoredBeforeTheFirstLongPoll(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("box.position");
        box.account().upload("before.txt");
        route("box-events:all?positionFile=" + file, receive());
        context.start();
        awaitWaiting();

        assertThat(Files.readString(file)).contains("\"" + box.position() + "\"");
        assertThat(received).isEmpty();
    }

    @Test
    void aRestartGoesOnFromTheStoredPosition(@TempDir Path directory) throws Exception {
        route("box-events:all?positionFile=" + directory.resolve("box.position"), receive());
        context.start();
        awaitWaiting();
        String first = box.account().upload("first.txt");
        await().until(() -> received.contains(first));

        context.getRouteController().stopRoute("box");
        String meanwhile = box.account().upload("meanwhile.txt");
        context.getRouteController().startRoute("box");

        await().until(() -> received.contains(meanwhile));
        assertThat(received).containsExactly(first, meanwhile);
    }

    @Test
    void aPositionInMemorySurvivesARestartOfTheRoute() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        context.getRouteController().stopRoute("box");
        String meanwhile = box.account().upload("meanwhile.txt");
        context.getRouteController().startRoute("box");

        await().until(() -> received.contains(meanwhile));
    }

    @Test
    void aSuspendedRouteReceivesNothingAndThenAll() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        // Those of the test before may be about to end.
        await().until(() -> deliveryThreads().size() == 1);
        List<String> threads = deliveryThreads();
        context.getRouteController().suspendRoute("box");
        await().until(() -> box.openLongPolls() == 0);
        long requests = box.requests().size();

        List<String> ids = List.of(box.account().upload("a.txt"), box.account().upload("b.txt"));
        assertThat(context.getRouteController().getRouteStatus("box")).isEqualTo(ServiceStatus.Suspended);
        assertThat(consumer().getStreamState()).isEqualTo("suspended");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        awaitAtGate();
        assertThat(received).isEmpty();
        assertThat(box.requests()).hasSize((int) requests);
        context.getRouteController().resumeRoute("box");

        await().until(() -> received.size() >= 2);
        assertThat(received).isEqualTo(ids);
        assertThat(box.requests().get((int) requests).call()).isEqualTo(Call.EVENTS);
        assertThat(deliveryThreads()).isEqualTo(threads);
    }

    @Test
    void suspendedInTheMiddleOfAPageTheRestComesAfterResumeWithoutRepeats() throws Exception {
        CountDownLatch inRoute = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        route("box-events:all?streamPosition=0", exchange -> {
            receive().process(exchange);
            if (received.size() == 3) {
                inRoute.countDown();
                goOn.await();
            }
        });
        box.backlog(10);
        context.start();
        assertThat(inRoute.await(20, TimeUnit.SECONDS)).isTrue();

        consumer().suspend();
        goOn.countDown();
        awaitAtGate();
        assertThat(received).hasSize(3);
        consumer().resume();

        await().until(() -> received.size() >= 10);
        awaitWaiting();
        assertThat(received).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void stoppingWithAnOpenLongPollIsQuickAndLeavesNothingBehind() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();

        assertAtOnce(() -> context.getRouteController().stopRoute("box"));

        // The consumer has waited for the end of its threads' work; their very last steps are theirs.
        await().until(() -> deliveryThreads().isEmpty());
        await().until(() -> box.openLongPolls() == 0);
    }

    @Test
    void aConsumerStartedBeforeItsContextWaitsForIt() throws Exception {
        BoxEventsConsumer consumer = (BoxEventsConsumer) context.getEndpoint("box-events:all?streamPosition=0")
                .createConsumer(receive());
        box.backlog(1);
        consumer.start();
        // Those of the test before may be about to end.
        await().until(() -> deliveryThreads().isEmpty());

        context.start();

        await().until(() -> received.size() == 1);
        consumer.stop();
    }
}
