// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a backlog, the next page is fetched while the route is busy with this one; and Exchanges may be reused.
 */
class FetchAheadTest extends BoxEventsTestSupport {

    private static final String PAGES_OF_TEN = "box-events:all?streamPosition=0&limit=10";

    private final Semaphore permits = new Semaphore(0);

    /** Receives an event for each permit, and is busy with the next one meanwhile. */
    private Processor receiveWithPermit() {
        return exchange -> {
            receive().process(exchange);
            permits.acquire();
        };
    }

    @Test
    void onePageIsFetchedWhileTheRouteIsBusyAndNoMore() throws Exception {
        box.backlog(100);
        route(PAGES_OF_TEN, receiveWithPermit());
        context.start();

        await().until(() -> received.size() == 1 && box.count(Call.EVENTS) == 2);
        permits.release(9);
        await().until(() -> received.size() == 10);
        assertThat(box.count(Call.EVENTS)).isEqualTo(2);
        permits.release(1);
        await().until(() -> received.size() == 11 && box.count(Call.EVENTS) == 3);
        permits.release(200);
        await().until(() -> received.size() == 100);
        assertThat(received).doesNotHaveDuplicates();
        assertThat(box.requests(Call.EVENTS)).extracting(request -> request.query("stream_position")).doesNotHaveDuplicates();
    }

    @Test
    void whatFailsAheadIsTriedAgain() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), Fault.status(503), Fault.truncatedJson());
        route(PAGES_OF_TEN + "&exceptionHandler=#reports", receive());
        context.start();

        await().until(() -> received.size() == 30);
        assertThat(received).doesNotHaveDuplicates();
        List<String> positions
                = box.requests(Call.EVENTS).stream().limit(4).map(request -> request.query("stream_position")).toList();
        assertThat(positions).containsExactly("0", box.positionAfter(10), box.positionAfter(10), box.positionAfter(10));
        assertThat(reports.messages()).hasSize(2);
    }

    @Test
    void theStoredPositionIsBehindTheRouteAndNotBehindWhatIsFetched(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("position");
        box.backlog(40);
        route(PAGES_OF_TEN + "&positionFile=" + file, receiveWithPermit());
        permits.release(10);
        context.start();

        await().until(() -> received.size() == 11 && box.count(Call.EVENTS) == 3);
        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(10));
        permits.release(200);
    }

    @Test
    @Timeout(30)
    void aStopCutsOffWhatIsFetchedAhead() throws Exception {
        box.backlog(30);
        box.next(Call.EVENTS, Fault.drip(Duration.ofMillis(1)), Fault.silence(Duration.ofMinutes(5)));
        route(PAGES_OF_TEN, receive());
        context.start();
        await().until(() -> received.size() == 10 && box.count(Call.EVENTS) == 2);

        context.getRouteController().stopRoute("box");
        context.getRouteController().startRoute("box");

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

    @Test
    void nothingIsFetchedAheadOfTheBudget() throws Exception {
        box.backlog(100);
        // A fourth of them may be made at once.
        route(PAGES_OF_TEN + "&maxRequestsPerMinute=12", receiveWithPermit());
        context.start();
        permits.release(29);

        await().until(() -> received.size() == 30);
        assertThat(box.requests(Call.EVENTS)).extracting(SandboxRequest::call).hasSize(3);
        permits.release(200);
    }
}
