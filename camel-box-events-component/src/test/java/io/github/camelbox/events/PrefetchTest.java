// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a backlog, the next two pages are fetched while the route is busy with this one; and Exchanges may be reused.
 */
class PrefetchTest extends BoxEventsTestSupport {

    private static final String PAGES_OF_TEN = "box-events:all?streamPosition=0&limit=10";

    private final Semaphore permits = new Semaphore(0);

    /** Receives an event for each permit, and is busy with the next one meanwhile. */
    private Processor receiveWithPermit() {
        return exchange -> {
            receive().process(exchange);
            permits.acquire();
        };
    }

    private List<String> positions() {
        return box.requests(Call.EVENTS).stream().map(request -> request.query("stream_position")).toList();
    }

    @Test
    void twoPagesAreFetchedWhileTheRouteIsBusyAndNoMore() throws Exception {
        box.backlog(100);
        route(PAGES_OF_TEN, receiveWithPermit());
        context.start();

        await().until(() -> received.size() == 1 && box.count(Call.EVENTS) == 3);
        permits.release(9);
        await().until(() -> received.size() == 10);
        assertThat(box.count(Call.EVENTS)).isEqualTo(3);
        permits.release(1);
        await().until(() -> received.size() == 11 && box.count(Call.EVENTS) == 4);
        permits.release(200);
        await().until(() -> received.size() == 100 && box.openLongPolls() == 1);
        assertThat(received).doesNotHaveDuplicates();
        // Only the empty page at the end is asked for twice: the second time when it is wanted.
        assertThat(positions()).hasSize(12).startsWith("0").endsWith(box.position(), box.position());
        assertThat(Set.copyOf(positions())).hasSize(11);
    }

    @Test
    void oneRequestIsMadeAtATime() throws Exception {
        Duration latency = Duration.ofMillis(50);
        box.latency(latency);
        box.backlog(100);
        route(PAGES_OF_TEN, receive());
        context.start();

        await().until(() -> received.size() == 100);
        List<Instant> times = box.requests(Call.EVENTS).stream().map(SandboxRequest::at).toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isGreaterThanOrEqualTo(latency);
        }
    }

    @Test
    void whatHappensWhileTheRouteIsBusyIsFetchedBeforeTheStreamWaits() throws Exception {
        box.always(Call.LONG_POLL, Fault.silence(Duration.ofMinutes(5)));
        box.backlog(20);
        route(PAGES_OF_TEN, receiveWithPermit());
        context.start();
        // The last of them has no event.
        await().until(() -> box.count(Call.EVENTS) == 3);

        publish("late");
        permits.release(200);

        await().until(() -> received.contains("late"));
        assertThat(received).hasSize(21);
    }

    private void receiveThirtyAndReport() throws Exception {
        route(PAGES_OF_TEN + "&exceptionHandler=#reports", receive());
        context.start();
        await().until(() -> received.size() == 30);
        assertThat(received).doesNotHaveDuplicates();
    }

    @Test
    void whatFailsAheadIsTriedAgain() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), Fault.status(503), Fault.truncatedJson());
        receiveThirtyAndReport();

        assertThat(positions()).startsWith("0", box.positionAfter(10), box.positionAfter(10), box.positionAfter(10));
        assertThat(reports.messages()).hasSize(2);
    }

    // The second page, of which only the end is sound.
    private Fault broken() {
        return Fault.page("{\"entries\":[{\"event_id\":}],\"next_stream_position\":" + box.positionAfter(20) + "}");
    }

    @Test
    void whatWasFetchedBehindABrokenPageIsThrownAway() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), broken());
        receiveThirtyAndReport();

        assertThat(positions()).startsWith("0", box.positionAfter(10), box.positionAfter(20), box.positionAfter(10));
        assertThat(reports.messages()).hasSize(1);
    }

    @Test
    void aRetryAfterBehindABrokenPageHolds() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), broken(), Fault.rateLimited("1"));
        route(PAGES_OF_TEN, receive());
        context.start();

        await().until(() -> received.size() == 30);
        List<Instant> times = box.requests(Call.EVENTS).stream().map(SandboxRequest::at).toList();
        assertThat(Duration.between(times.get(2), times.get(3))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPositionThatBoxRejectsBehindABrokenPageIsNotThatOfTheStream() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), broken(),
                Fault.boxError(400, "bad_request", "Invalid value for stream_position"));
        route(PAGES_OF_TEN + "&onInvalidPosition=now&exceptionHandler=#reports", receive());
        context.start();

        await().until(() -> received.size() == 30);
        assertThat(reports.messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'next_stream_position':%2$s,'entries':[%1$s]}",
            "{'entries':[%1$s],'next_stream_position':%2$s.0}" })
    void twoPagesAreFetchedWhereverThePositionStandsAndHowever(String page) throws Exception {
        for (int i = 0; i < 6; i++) {
            String events = IntStream.range(10 * i, 10 * i + 10).mapToObj(n -> event("e" + n)).collect(Collectors.joining(","));
            box.next(Call.EVENTS, Fault.page(page.replace('\'', '"').formatted(events, box.positionAfter(10 * i + 10))));
        }
        route(PAGES_OF_TEN, receiveWithPermit());
        context.start();

        await().until(() -> received.size() == 1 && box.count(Call.EVENTS) == 3);
        permits.release(10);
        await().until(() -> received.size() == 11 && box.count(Call.EVENTS) == 4);
        permits.release(200);
    }

    @Test
    void positionsThatGoRoundInCirclesEndTheDrain() throws Exception {
        box.backlog(10);
        route(PAGES_OF_TEN, receive());
        context.start();
        await().until(() -> received.size() == 10 && box.openLongPolls() == 1);

        String known = received.stream().map("{\"event_id\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",", "{\"entries\":[", "],\"next_stream_position\":"));
        for (int i = 0; i < 100; i++) {
            box.next(Call.EVENTS, Fault.page(known + box.positionAfter(1) + "}"),
                    Fault.page(known + box.positionAfter(2) + "}"));
        }
        long before = box.count(Call.EVENTS);
        publish("wakes the open poll");

        await().until(() -> box.count(Call.LONG_POLL) == 2);
        assertThat(box.count(Call.EVENTS) - before).isLessThan(10);
    }

    @Test
    void theStoredPositionIsBehindTheRouteAndNotBehindWhatIsFetched(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("position");
        box.backlog(40);
        route(PAGES_OF_TEN + "&positionFile=" + file, receiveWithPermit());
        permits.release(10);
        context.start();

        await().until(() -> received.size() == 11 && box.count(Call.EVENTS) == 4);
        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(10));
        permits.release(200);
    }

    @ParameterizedTest
    @CsvSource({ "1, false", "1, true", "2, false", "2, true" })
    @Timeout(30)
    void aStopAndASuspendCutOffWhatIsFetchedAhead(int pages, boolean suspend) throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Collections.nCopies(pages, Fault.drip(Duration.ofMillis(1))).toArray(Fault[]::new))
                .next(Call.EVENTS, Fault.silence(Duration.ofMinutes(5)));
        route(PAGES_OF_TEN, receive());
        context.start();
        await().until(() -> received.size() == 10 * pages && box.count(Call.EVENTS) == pages + 1);

        RouteController routes = context.getRouteController();
        if (suspend) {
            routes.suspendRoute("box");
            routes.resumeRoute("box");
        } else {
            routes.stopRoute("box");
            routes.startRoute("box");
        }

        await().until(() -> received.size() == 30);
        assertThat(received).doesNotHaveDuplicates();
    }

    @Test
    void exchangesOfCamelsPoolCarryNothingOver() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
        List<String> bodies = new CopyOnWriteArrayList<>();
        box.publish("{\"type\":\"event\",\"event_id\":\"with\",\"event_type\":\"ITEM_UPLOAD\",\"session_id\":\"s\"}");
        publish("without");
        box.backlog(50);
        route("box-events:all?streamPosition=0", exchange -> {
            exchanges.add(exchange);
            bodies.add(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID) + "="
                    + exchange.getMessage().getBody(BoxEvent.class).getEventId());
            if (bodies.size() == 2) {
                assertThat(exchange.getMessage().getHeader(BoxEventsConstants.SESSION_ID)).isNull();
            }
            receive().process(exchange);
        });
        context.start();

        await().until(() -> received.size() == 52);
        assertThat(received).startsWith("with", "without").doesNotHaveDuplicates();
        assertThat(bodies).allMatch(body -> body.matches("(.+)=\\1"));
        assertThat(exchanges).hasSizeLessThan(5);
    }

    // A fourth of the budget may be made at once. Two pages are fetched ahead, or none.
    @ParameterizedTest
    @CsvSource({ "8, 2", "12, 3" })
    void nothingIsFetchedAheadOfTheBudget(int budget, int requests) throws Exception {
        box.backlog(100);
        route(PAGES_OF_TEN + "&maxRequestsPerMinute=" + budget, receiveWithPermit());
        context.start();
        permits.release(5);

        await().until(() -> received.size() == 6 && box.count(Call.EVENTS) == (requests == 2 ? 1 : 3));
        permits.release(10 * requests - 6);
        await().until(() -> received.size() == 10 * requests);
        assertThat(box.count(Call.EVENTS)).isEqualTo(requests);
        permits.release(200);
    }
}
