// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Box that repeats itself for ever, and wakes up for it: whatever it repeats, it is asked slower and slower, and the route
 * is spared. No budget helps. The time that so many polls take is compared with the least that the pauses allow.
 */
@Timeout(60)
class PaceTest extends BoxEventsTestSupport {

    private static final int POLLS = 7;
    // 50, 100, 200, 400 and 800 ms, from the second fruitless poll in a row on.
    private static final Duration LEAST = Duration.ofMillis(1540);

    /** Events that may come again and again, and the options with which they do. */
    private enum Repeated {
        DELIVERED(event("a"), ""),
        WITHOUT_ID("{\"event_type\":\"ITEM_UPLOAD\",\"session_id\":\"1\"}", ""),
        WITH_A_BLANK_ID(event(" "), ""),
        FILTERED_OUT(event("a"), "&eventTypes=OTHER"),
        FILTERED_OUT_WITHOUT_ID("{\"event_type\":\"ITEM_UPLOAD\"}", "&eventTypes=OTHER"),
        SKIPPED(event("a"), "&onFailure=skip"),
        SKIPPED_BY_TWO(event("a"), "&onFailure=skip&maxInFlight=2"),
        NOT_REMEMBERED(event("a"), "&duplicateWindow=0"),
        NONE("", "");

        private final String event;
        private final String options;

        Repeated(String event, String options) {
            this.event = event;
            this.options = options;
        }

        boolean isTypical() {
            return this == WITHOUT_ID || this == FILTERED_OUT || this == SKIPPED;
        }
    }

    /** Where the pages lead: each to the next one, the last to the first. */
    private enum Way {
        NOWHERE("p1"),
        TO_AND_FRO("p1", "p2"),
        IN_A_CIRCLE("p1", "p2", "p3", "p4");

        private final List<String> positions;

        Way(String... positions) {
            this.positions = List.of(positions);
        }
    }

    private void page(String position, String next, String events) {
        box.wireMock().stubFor(get(urlPathEqualTo("/2.0/events")).withQueryParam("stream_position", equalTo(position))
                .willReturn(okJson("{\"entries\":[" + events + "],\"next_stream_position\":\"" + next + "\"}")));
    }

    static Stream<Arguments> repetitions() {
        return Arrays.stream(Repeated.values()).flatMap(what -> Arrays.stream(Way.values())
                .filter(way -> way == Way.TO_AND_FRO || what.isTypical()).map(way -> Arguments.of(way, what)));
    }

    private void repeat(Way way, Repeated what) {
        page("0", way.positions.get(0), what.event);
        for (int i = 0; i < way.positions.size(); i++) {
            page(way.positions.get(i), way.positions.get((i + 1) % way.positions.size()), what.event);
        }
    }

    private void start(String uri, Repeated what) throws Exception {
        route(uri + "?streamPosition=0&maxRequestsPerMinute=0" + what.options, exchange -> {
            received.add(exchange.getMessage().getBody(String.class));
            if (what.name().startsWith("SKIPPED")) {
                throw new IllegalStateException("skipped");
            }
        });
        context.start();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("repetitions")
    void whatComesAgainForEverComesSlower(Way way, Repeated what) throws Exception {
        repeat(way, what);
        box.always(Call.LONG_POLL, Fault.message("new_change"));
        long start = System.nanoTime();
        start("box-events:all", what);
        await().until(() -> box.count(Call.LONG_POLL) >= POLLS);
        long took = System.nanoTime() - start;

        // In this order: it goes on.
        int exchanges = received.size();
        long fetches = consumer().getFetchRequests();
        long polls = box.count(Call.LONG_POLL);
        int pages = way.positions.size() + 1;
        assertThat(Duration.ofNanos(took)).isGreaterThan(LEAST);
        assertThat(fetches).isLessThanOrEqualTo((polls + 1) * pages + 1);
        assertThat(exchanges).isLessThanOrEqualTo((int) (polls + 1) * pages + 1);
        if (what == Repeated.DELIVERED) {
            assertThat(received).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("repetitions")
    void anEnterpriseStreamKeepsItsInterval(Way way, Repeated what) throws Exception {
        repeat(way, what);
        component.getConfiguration().setPollInterval(100);
        long start = System.nanoTime();
        start("box-events:admin_logs_streaming", what);
        int pages = way.positions.size() + 1;
        await().until(() -> consumer().getFetchRequests() >= 6 * pages + 1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
    }
}
