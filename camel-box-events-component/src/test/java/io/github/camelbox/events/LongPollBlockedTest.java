// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
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
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.options;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/** Real-time servers that are dead, and networks that let no long poll through. */
@Timeout(60)
class LongPollBlockedTest extends BoxEventsTestSupport {

    private FaultyProxy proxy;

    @BeforeEach
    void setUpProxy() throws IOException {
        proxy = new FaultyProxy(box);
        component.getConfiguration().setMaxRequestsPerMinute(0);
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    /** What a network does to a call that it blocks. */
    private enum Block {
        FORBIDDEN(Fault.body("text/html", "<html>Blocked by your administrator</html>"), null),
        DENIED(Fault.status(403, "<html>Blocked by your administrator</html>"), null),
        NOT_ALLOWED(Fault.status(405), null),
        BROKEN(Fault.status(502), null),
        CLOSED(Fault.closed(), null),
        RESET(Fault.reset(), null),
        HANGS(null, FaultyProxy::silence);

        private final Fault fault;
        private final FaultyProxy.Wire wire;

        Block(Fault fault, FaultyProxy.Wire wire) {
            this.fault = fault;
            this.wire = wire;
        }
    }

    private void block(Call call, Block block) {
        if (block.wire == null) {
            box.always(call, block.fault);
            return;
        }
        component.getConfiguration().setRequestTimeout(1000);
        component.getConfiguration().setBaseUrl(proxy.baseUrl());
        proxy.always(call, block.wire);
    }

    private void start(String options) throws Exception {
        publish("first");
        route("box-events:all?streamPosition=0&exceptionHandler=#reports" + options, receive());
        context.start();
        await().until(() -> received.contains("first"));
    }

    static Stream<Arguments> blocks() {
        return Stream.of(Call.OPTIONS, Call.LONG_POLL).flatMap(call -> Arrays.stream(Block.values())
                // A long poll that hangs is one on a quiet account.
                .filter(block -> call == Call.OPTIONS || block != Block.HANGS).map(block -> Arguments.of(call, block)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("blocks")
    void withPollIntervalEventsComeAllTheSame(Call call, Block block) throws Exception {
        block(call, block);
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            start("&pollInterval=100&maxRetries=1");
            await().until(() -> consumer().getNotice() != null);
            for (String id : List.of("a", "b", "c")) {
                publish(id);
                await().until(() -> received.contains(id));
            }
            await().until(() -> failures(call) > 2);
            publish("d");
            await().until(() -> received.contains("d"));

            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(health().getDetails().get("stream.notice")).asString()
                    .contains("option pollInterval", call == Call.OPTIONS ? "OPTIONS" : "long poll").doesNotContain("\n");
            assertThat(health().getDetails()).doesNotContainKey("stream.error");
            box.clearFaults();
            proxy.mend();

            await().until(() -> box.openLongPolls() == 1);
            publish("e");
            await().until(() -> received.contains("e") && consumer().getNotice() == null);
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(log.ofComponent(Level.INFO)).filteredOn(line -> line.contains("long polls work again")).hasSize(1);
            assertThat(log.ofComponent(Level.WARN)).filteredOn(line -> line.contains("at an interval")).hasSize(1);
        }
        assertThat(received).containsExactly("first", "a", "b", "c", "d", "e");
    }

    private long failures(Call call) {
        return call == Call.OPTIONS ? consumer().getConnectFailures() : consumer().getLongPollFailures();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("blocks")
    void withoutItHealthIsDownAndTheMessageNamesTheOption(Call call, Block block) throws Exception {
        block(call, block);
        start("");
        await().until(() -> failures(call) > 2);

        assertThat(consumer().getNotice()).isNull();
        await().until(() -> health().getState() == HealthCheck.State.DOWN
                && String.valueOf(health().getDetails().get("stream.error")).contains("pollInterval"));
        assertThat(reports.messages()).first().asString().contains("pollInterval");
        publish("a");
        await().until(() -> received.contains("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "OPTIONS", "LONG_POLL" })
    void oneFailureIsNoReasonToFallBackAndWithMaxRetriesOfZeroNoEnd(Call call) throws Exception {
        box.next(call, Fault.status(503));
        start("&pollInterval=100&maxRetries=0");
        awaitWaiting();

        assertThat(consumer().getNotice()).isNull();
        assertThat(reports.messages()).hasSize(1);
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    @Test
    void aPollThatStaysOpenForTenSecondsEndsTheFallback() throws Exception {
        box.next(Call.LONG_POLL, Fault.status(503), Fault.status(503));
        start("&pollInterval=100");
        await().until(() -> consumer().getNotice() != null && box.openLongPolls() == 1);
        publish("a");
        // Which ends the poll and the fallback: then once more, without an event.
        await().until(() -> consumer().getNotice() == null);
        box.next(Call.LONG_POLL, Fault.status(503), Fault.status(503));
        box.answerLongPolls(Fault.status(503));
        await().until(() -> consumer().getNotice() != null && box.openLongPolls() == 1);

        await().until(() -> consumer().getNotice() == null);
        assertThat(box.openLongPolls()).isOne();
        long pages = box.count(Call.EVENTS);
        await().during(Duration.ofMillis(500)).until(() -> box.count(Call.EVENTS) == pages);
    }

    @Test
    void theFallbackOutlivesASuspend() throws Exception {
        box.always(Call.OPTIONS, Fault.status(403));
        start("&pollInterval=100");
        await().until(() -> consumer().getNotice() != null);
        consumer().suspend();
        publish("a");
        consumer().resume();
        await().until(() -> received.contains("a"));
        publish("b");

        await().until(() -> received.contains("b"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(consumer().getNotice()).isNotNull();
    }

    /** Why a real-time server is of no use. */
    private enum Dead {
        REFUSED(test -> "http://localhost:1/subscribe?channel=a"),
        ERROR(test -> test.proxyThatSays("HTTP/1.1 500 Oops")),
        DENIED(test -> test.proxyThatSays("HTTP/1.1 403 Blocked")),
        NONSENSE(test -> test.proxyThatSays("HTTP/1.1 200 OK")),
        CLOSES(test -> test.proxyThatSays("")),
        UNTRUSTED(test -> "https://box.example.com/subscribe?channel=c"),
        UNKNOWN(test -> "https://no-such-host.invalid/subscribe?channel=d"),
        NO_HOST(test -> "mailto:box@example.com"),
        NO_URL(test -> "");

        private final Function<LongPollBlockedTest, String> url;

        Dead(Function<LongPollBlockedTest, String> url) {
            this.url = url;
        }
    }

    private String proxyThatSays(String statusLine) {
        proxy.always(Call.LONG_POLL,
                connection -> connection
                        .write((statusLine + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        return proxy.realtimeUrl();
    }

    private String origin() {
        URI base = URI.create(box.baseUrl());
        return base.getScheme() + "://" + base.getAuthority();
    }

    private String aliveUrl() {
        return origin() + "/realtime/subscribe?channel=" + box.channel() + "&stream_type=all";
    }

    private void handOut(String... urls) {
        String entries = Arrays.stream(urls)
                .map(url -> "{\"type\":\"realtime_server\",\"url\":\"" + url
                        + "\",\"ttl\":\"10\",\"max_retries\":\"10\",\"retry_timeout\":610}")
                .collect(Collectors.joining(","));
        box.wireMock().stubFor(options(urlPathEqualTo("/2.0/events")).willReturn(okJson("{\"entries\":[" + entries + "]}")));
    }

    @ParameterizedTest
    @EnumSource
    void aDeadServerIsPassedOver(Dead dead) throws Exception {
        component.getConfiguration().setRealtimeHosts("no-such-host.invalid");
        handOut(dead.url.apply(this), aliveUrl());
        start("");
        awaitWaiting();
        assertThat(consumer().getConnectRequests()).isOne();
        assertThat(reports.messages()).isEmpty();
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);

        // The next time, the dead one is tried last.
        long polls = consumer().getLongPollRequests();
        box.answerLongPolls(Fault.message("reconnect"));
        await().until(() -> consumer().getConnectRequests() == 2 && box.openLongPolls() == 1);
        assertThat(consumer().getLongPollRequests()).isEqualTo(polls + 1);
        publish("a");
        await().until(() -> received.contains("a"));
    }

    @Test
    void allDeadServersAreOneFailureAndBoxIsAskedForOthers() throws Exception {
        handOut("http://localhost:1/subscribe?channel=a", origin() + "/no/such/page?channel=b");
        start("");
        await().until(() -> consumer().getConnectRequests() >= 3);
        assertThat(consumer().getLongPollFailures()).isLessThanOrEqualTo(consumer().getConnectRequests());
        assertThat(reports.messages()).allSatisfy(message -> assertThat(message).contains("the long poll"));
        handOut("http://localhost:1/subscribe?channel=a", aliveUrl());
        awaitWaiting();

        publish("a");
        await().until(() -> received.contains("a") && health().getState() == HealthCheck.State.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = { "store", "route" })
    void whatFailsHereDoesNotShortenARetryAfter(String what) throws Exception {
        context.getRegistry().bind("positions", positions);
        box.pageLimit(1);
        publish("a", "b");
        // The second page is refused, for long; meanwhile, what comes of the first one fails.
        box.next(Call.EVENTS, Fault.silence(Duration.ZERO), Fault.rateLimited("3"));
        if (what.equals("store")) {
            positions.breakWith(() -> new IllegalStateException("no connection"));
        }
        route("box-events:all?streamPosition=0&positionRepository=#positions&maxInFlight=2", exchange -> {
            receive().process(exchange);
            await().until(() -> box.count(Call.EVENTS) == 2 || received.size() > 1);
            if (what.equals("route") && received.size() < 3) {
                throw new IllegalStateException("broken");
            }
        });
        context.start();
        await().until(() -> what.equals("store") ? positions.refused() > 0 : consumer().getFailedExchanges() > 0);
        positions.mend();
        if (what.equals("store")) {
            // Which has a delay of its own.
            await().until(() -> !positions.stored().isEmpty());
            assertThat(box.count(Call.EVENTS)).isEqualTo(2);
        }

        await().until(() -> box.count(Call.EVENTS) >= 3);
        var requests = box.requests(Call.EVENTS);
        assertThat(Duration.between(requests.get(1).at(), requests.get(2).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2900));
        await().until(() -> box.position().equals(positions.getState(positionKey("all"))));
    }
}
