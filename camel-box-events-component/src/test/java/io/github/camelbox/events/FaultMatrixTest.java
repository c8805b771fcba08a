// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a network, a proxy and Box can do to the stream, in each of its three calls: every event arrives once, the stream is
 * well again by itself, and Box is not flooded with requests. Most of these end the stream of some other client of Box for
 * good, silently, or lose events there.
 */
class FaultMatrixTest extends BoxEventsTestSupport {

    private static final Duration LONGEST_DELAY = Duration.ofMillis(100);

    private final List<String> expected = new ArrayList<>();
    private FaultyProxy proxy;

    /** Brings a fault about. */
    @FunctionalInterface
    private interface Act {

        void on(FaultMatrixTest test) throws Exception;
    }

    /**
     * A fault in a call.
     *
     * @param failure   whether it is to be reported; what is not counts as normal
     * @param onTheWire whether the calls go through the proxy
     * @param slow      whether the bounds in time are to be short, so that the fault exceeds them
     */
    private record Row(Call call, String fault, boolean failure, boolean onTheWire, boolean slow, Act act) {

        static Row scripted(Call call, String name, Fault fault) {
            return failure(call, name, test -> test.box.always(call, fault));
        }

        static Row onTheWire(Call call, String name, FaultyProxy.Wire wire) {
            return failure(call, name, test -> test.proxy.always(call, wire)).throughTheProxy();
        }

        static Row failure(Call call, String name, Act act) {
            return new Row(call, name, true, false, false, act);
        }

        static Row normal(Call call, String name, Act act) {
            return failure(call, name, act).isNormal();
        }

        /** Box responds to a fetch with this page, once. */
        static Row page(String name, String... eventIds) {
            return normal(EVENTS, name.replace('\'', '"'), test -> {
                String page = "{" + name.replace('\'', '"') + ",\"entries\":["
                        + String.join(",", Arrays.stream(eventIds).map(BoxEventsTestSupport::event).toList()) + "]}";
                test.expected.addAll(List.of(eventIds));
                test.box.next(EVENTS, Fault.page(page));
            });
        }

        /** Box responds to every fetch with this page. */
        static Row brokenPage(String page) {
            return scripted(EVENTS, page.replace('\'', '"'), Fault.page(page.replace('\'', '"')));
        }

        /** Box responds to OPTIONS with this. */
        static Row brokenServer(String name, String body) {
            return scripted(OPTIONS, name, Fault.body("application/json", body.replace('\'', '"')));
        }

        static Row server(Object ttl, Object maxRetries, Object retryTimeout) {
            return normal(OPTIONS, "ttl " + literal(ttl) + ", max_retries " + literal(maxRetries) + ", retry_timeout "
                    + literal(retryTimeout),
                    test -> test.box.realtimeServer(ttl, maxRetries, retryTimeout));
        }

        private static String literal(Object value) {
            return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        }

        Row isNormal() {
            return new Row(call, fault, false, onTheWire, slow, act);
        }

        Row isNormalInALongPoll() {
            return call == LONG_POLL ? isNormal() : this;
        }

        Row throughTheProxy() {
            return new Row(call, fault, failure, true, slow, act);
        }

        Row isSlow() {
            return new Row(call, fault, failure, onTheWire, true, act);
        }

        @Override
        public String toString() {
            return call + ": " + fault;
        }
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Call call : Call.OF_EVENTS) {
            responses().forEach((name, fault) -> rows.add(Row.scripted(call, name, fault)));
            rows.add(Row.failure(call, "429 with Retry-After as a date", test -> test.box.always(call, Fault.rateLimited(
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2))))));
            rows.add(Row.scripted(call, "silence", Fault.silence(Duration.ofSeconds(5))).isSlow().isNormalInALongPoll());
            rows.add(Row.scripted(call, "a slow drip", Fault.drip(Duration.ofSeconds(5))).isSlow().isNormalInALongPoll());
            rows.add(Row.onTheWire(call, "silence on the wire", FaultyProxy::silence).isSlow().isNormalInALongPoll());
            rows.add(Row.onTheWire(call, "a drip that never ends", FaultyProxy.trickle(Duration.ofMillis(10))).isSlow()
                    .isNormalInALongPoll());
            rows.add(Row.onTheWire(call, "headers that never end", FaultyProxy.trickleInTheHeaders(Duration.ofMillis(10)))
                    .isSlow().isNormalInALongPoll());
            rows.add(Row.onTheWire(call, "reset mid-body", FaultyProxy::resetMidBody));
            rows.add(Row.onTheWire(call, "end of stream mid-body", FaultyProxy::endMidBody));
            rows.add(Row.onTheWire(call, "a body that never ends", FaultyProxy::endless));
            rows.add(Row.onTheWire(call, "a body too large", FaultyProxy::tooLarge));
            rows.add(Row.onTheWire(call, "a body too large once unpacked", FaultyProxy::tooLargeUnpacked));
            rows.add(Row.onTheWire(call, "gzip", FaultyProxy::gzip).isNormal());
            rows.add(Row.onTheWire(call, "good JSON as text/html", FaultyProxy.labelled("Content-Type: text/html")).isNormal());
            rows.add(Row.onTheWire(call, "good JSON without a content type", FaultyProxy.labelled()).isNormal());
        }
        rows.addAll(refusedConnections());
        rows.addAll(longPolls());
        rows.addAll(pages());
        rows.addAll(servers());
        return rows.stream();
    }

    /** What an HTTP server can respond to any call. */
    private static Map<String, Fault> responses() {
        Map<String, Fault> responses = new LinkedHashMap<>();
        responses.put("reset", Fault.reset());
        responses.put("end of stream without a response", Fault.closed());
        responses.put("a broken chunk", Fault.garbage());
        responses.put("truncated JSON", Fault.truncatedJson());
        responses.put("an empty body", Fault.status(200));
        responses.put("204", Fault.status(204));
        responses.put("JSON that is no object", Fault.body("application/json", "[]"));
        responses.put("JSON nested too deep",
                Fault.body("application/json", "{\"entries\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}"));
        responses.put("an HTML page", Fault.body("text/html", "<html>Sign in</html>"));
        responses.put("an HTML page labelled JSON", Fault.body("application/json", "<html>Sign in</html>"));
        responses.put("302 to another place", Fault.status(302).header("Location", "/2.0/events?redirected=true"));
        responses.put("307 to another place", Fault.status(307).header("Location", "/2.0/events?redirected=true"));
        responses.put("400", Fault.boxError(400, "bad_request", "Bad request"));
        responses.put("401 with an empty body", Fault.unauthorized());
        responses.put("403", Fault.boxError(403, "access_denied_insufficient_permissions", "Access denied"));
        responses.put("404", Fault.status(404));
        responses.put("408", Fault.status(408));
        responses.put("429 without Retry-After", Fault.rateLimited(null));
        responses.put("429 with Retry-After in seconds", Fault.rateLimited("1"));
        responses.put("429 with Retry-After as a fraction", Fault.rateLimited("0.53"));
        responses.put("500", Fault.boxError(500, "internal_server_error", "Internal Server Error"));
        responses.put("502 with HTML", Fault.status(502, "<html><h1>502 Bad Gateway</h1></html>"));
        responses.put("503", Fault.status(503));
        responses.put("504", Fault.status(504));
        return responses;
    }

    private static List<Row> refusedConnections() {
        return List.of(
                Row.failure(EVENTS, "the server is down and comes back on the same port", test -> test.box.stop()),
                Row.failure(LONG_POLL, "connection refused", test -> test.proxy.refuse()).throughTheProxy(),
                Row.failure(OPTIONS, "connection refused", test -> test.proxy.always(EVENTS, connection -> {
                    // The last fetch before OPTIONS.
                    if (connection.request().contains("stream_position=" + test.box.position() + "&")) {
                        test.proxy.refuse();
                    }
                    connection.pass();
                })).throughTheProxy());
    }

    private static List<Row> longPolls() {
        return List.of(
                Row.scripted(LONG_POLL, "an unknown message", Fault.message("something_new")),
                Row.scripted(LONG_POLL, "no message", Fault.body("application/json", "{\"version\":1}")),
                Row.scripted(LONG_POLL, "max_retries as an HTTP error", Fault.boxError(400, "max_retries", "max_retries")),
                Row.scripted(LONG_POLL, "max_retries", Fault.message("max_retries")).isNormal(),
                Row.scripted(LONG_POLL, "reconnect", Fault.message("reconnect")).isNormal(),
                Row.scripted(LONG_POLL, "new_change without a change", Fault.message("new_change")).isNormal());
    }

    private static List<Row> pages() {
        return List.of(
                Row.page("'next_stream_position':null", "a"),
                Row.page("'next_stream_position':null"),
                Row.page("'chunk_size':1", "a"),
                Row.page("'chunk_size':0"),
                Row.page("'next_stream_position':0", "a"),
                Row.page("'next_stream_position':'0'", "a"),
                Row.page("'next_stream_position':0"),
                Row.page("'next_stream_position':'0'"),
                Row.page("'next_stream_position':''", "a"),
                Row.page("'next_stream_position':'now'", "a"),
                Row.page("'chunk_size':77", "a", "b"),
                Row.normal(EVENTS, "a position beyond a long", test -> test.detour("10000000000000000000")),
                Row.normal(EVENTS, "a position as text", test -> test.box.positionsAsText(true)),
                Row.normal(EVENTS, "a position that goes back", test -> test.detour(test.box.positionAfter(0))),
                Row.normal(EVENTS, "overlapping pages", test -> test.box.overlap(3)),
                Row.normal(EVENTS, "an event twice in a page", test -> test.box.repeatWithinPage(true)),
                Row.normal(EVENTS, "duplicates from further back than 1000", test -> {
                    test.box.overlap(1500).pageLimit(100);
                    test.expected.addAll(test.box.account().burst(2000));
                }),
                Row.normal(EVENTS, "a page of nothing but duplicates, which is not the last", test -> {
                    String before = test.expected.get(0);
                    test.expected.add("behind");
                    test.visit("10000000000000000000", before, "behind");
                }),
                Row.brokenPage("{'entries':[{'event_id':'never'}],'next_stream_position':1.5}"),
                Row.brokenPage("{'entries':[{'event_id':'never'}],'next_stream_position':1e999999999}"),
                Row.brokenPage("{'entries':[{'event_id':'never'}],'next_stream_position':{}}"),
                Row.brokenPage("{'entries':null,'next_stream_position':1}"),
                Row.brokenPage("{'entries':{},'next_stream_position':1}"),
                Row.brokenPage("{'next_stream_position':1}"));
    }

    private static List<Row> servers() {
        return List.of(
                Row.brokenServer("no entries", "{'chunk_size':0}"),
                Row.brokenServer("empty entries", "{'chunk_size':0,'entries':[]}"),
                Row.brokenServer("no URL", "{'entries':[{'ttl':'10'}]}"),
                Row.brokenServer("a malformed URL", "{'entries':[{'url':'http://[oh'}]}"),
                Row.brokenServer("a URL of another scheme", "{'entries':[{'url':'ftp://localhost/'}]}"),
                Row.brokenServer("a URL on a host that is not trusted", "{'entries':[{'url':'https://box.com.example.org/'}]}"),
                Row.failure(LONG_POLL, "the http URL of Box's guide, whose https cannot be reached", test -> {
                    test.component.getConfiguration().setRealtimeHosts("box.invalid");
                    test.box.realtimeUrl("http://2.realtime.services.box.invalid/subscribe?channel=1");
                }),
                Row.server("10", 1, "610"),
                Row.server(10, 1, 610),
                Row.server(10.5, "1", 610.5),
                Row.server(null, null, null),
                Row.server("", "", ""),
                Row.server(0, 0, 0),
                Row.server(-1, -1, -1));
    }

    private static Fault page(String nextPosition, String eventId) {
        return Fault.page("{\"entries\":[" + event(eventId) + "],\"next_stream_position\":" + nextPosition + "}");
    }

    /** Sends the stream to a position, with an event, and from there back to where it is now, with another one. */
    private void detour(String position) {
        expected.addAll(List.of("there", "back"));
        visit(position, "there", "back");
    }

    private void visit(String position, String there, String back) {
        box.next(EVENTS, page(position, there), page(box.position(), back));
        // Where the poll before was quiet for a while, the next one comes before the second page; the sandbox itself knows no
        // position that it has not made.
        box.next(LONG_POLL, Fault.message("new_change"));
    }

    @BeforeEach
    void setUpProxy() throws IOException {
        proxy = new FaultyProxy(box);
        BoxEventsConfiguration options = component.getConfiguration();
        options.setRetryInitialDelay(10);
        options.setRetryMaxDelay(LONGEST_DELAY.toMillis());
        options.setRealtimeHosts("box.invalid");
        options.setMaxRequestsPerMinute(0);
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @Timeout(60)
    void everyEventArrivesOnceAndTheStreamIsWellAgain(Row row) throws Exception {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            begin(row);
            publish("before");
            await().until(() -> received.equals(expected));
            awaitWaiting();
            long start = System.nanoTime();
            long requests = box.requests().size();
            long calls = box.count(row.call);

            row.act.on(this);
            publish("during");
            if (row.failure) {
                await().until(() -> health().getState() == HealthCheck.State.DOWN && failures(row.call) > 0);
                publish("while it lasts");
            } else {
                await().until(() -> box.count(row.call) + proxy.broken() > calls);
                publish("while it lasts");
                await().until(() -> received.equals(expected));
                assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
                assertThat(log.ofComponent()).filteredOn(line -> !line.text().contains("in memory only")).isEmpty();
            }
            mend();
            publish("after");

            await().until(() -> received.size() >= expected.size());
            awaitWaiting();
            await().until(() -> health().getState() == HealthCheck.State.UP);
            assertThat(received).isEqualTo(expected);
            assertThat(box.requests().size() - requests).isLessThan(mostRequests(Duration.ofNanos(System.nanoTime() - start)));
            assertThat(box.requests()).noneMatch(request -> request.query("redirected") != null);
            List<String> positions = box.requests(EVENTS).stream().map(request -> request.query("stream_position")).toList();
            assertThat(positions.subList(1, positions.size())).doesNotContain("now", "0", "", "null");
            assertThat(log.ofComponent()).allSatisfy(line -> {
                assertThat(line.text()).doesNotContain("\n");
                assertThat(line.thrown()).isNull();
            });
        }
    }

    private void begin(Row row) throws Exception {
        BoxEventsConfiguration options = component.getConfiguration();
        if (row.slow && row.call == LONG_POLL) {
            options.setLongPollTimeout(300);
        } else if (row.slow) {
            options.setRequestTimeout(300);
        }
        if (row.call != EVENTS) {
            // So that each wake-up leads to all three calls.
            box.realtimeServer("10", "1", 610);
        }
        if (row.onTheWire && row.call == LONG_POLL) {
            box.realtimeUrl(proxy.realtimeUrl());
        } else if (row.onTheWire) {
            options.setBaseUrl(proxy.baseUrl());
        }
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
    }

    private void publish(String name) {
        expected.add(box.account().upload(name));
    }

    private void mend() throws IOException {
        box.clearFaults().positionsAsText(false).overlap(0).repeatWithinPage(false);
        box.realtimeServer("10", "10", 610).realtimeUrl(null);
        box.start();
        proxy.mend();
        proxy.listen();
    }

    private long failures(Call call) {
        return switch (call) {
            case OPTIONS -> consumer().getConnectFailures();
            case LONG_POLL -> consumer().getLongPollFailures();
            case EVENTS -> consumer().getFetchFailures();
            default -> throw new IllegalArgumentException("No row has it");
        };
    }

    /**
     * A bound that follows from the retry policy: each time round the cycle that fails waits for half of the delay at the
     * least, and makes no more than five requests (a 401 is asked twice). The rest is for the events of the test itself.
     */
    private static long mostRequests(Duration elapsed) {
        long failures = 5 + elapsed.toMillis() / (LONGEST_DELAY.toMillis() / 2);
        return 50 + 5 * failures;
    }

    @Test
    @Timeout(60)
    void aRouteStartsWhileBoxIsDown() throws Exception {
        box.stop();
        route("box-events:all?streamPosition=0", receive());
        context.start();
        assertThat(context.getRouteController().getRouteStatus("box")).isEqualTo(ServiceStatus.Started);
        await().until(() -> consumer().getFetchFailures() > 2);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);

        publish("while Box was down");
        box.start();

        await().until(() -> received.equals(expected));
        awaitWaiting();
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @EnumSource(names = { "OPTIONS", "EVENTS" })
    @Timeout(60)
    void aSingle401IsRetriedSilently(Call call) throws Exception {
        begin(Row.scripted(OPTIONS, "a single 401", Fault.unauthorized()));
        box.next(call, Fault.unauthorized());
        long calls = box.count(call);

        publish("during");
        await().until(() -> box.count(call) >= calls + 2);
        publish("after");

        await().until(() -> received.equals(expected));
        assertThat(failures(call)).isZero();
    }

    @Test
    @Timeout(60)
    void anUntrustedCertificateIsReportedInOneLineAndRetriedAndStoppedQuickly() throws Exception {
        WireMockServer https = new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").httpDisabled(true)
                .dynamicHttpsPort());
        https.start();
        try {
            reportsInOneLineAndRetriesAndStopsQuickly("https://localhost:" + https.httpsPort() + "/2.0", "PKIX");
        } finally {
            https.stop();
        }
    }

    @Test
    @Timeout(60)
    void anUnknownHostIsReportedInOneLineAndRetriedAndStoppedQuickly() throws Exception {
        reportsInOneLineAndRetriesAndStopsQuickly("https://api.box.invalid/2.0", "api.box.invalid");
    }

    private void reportsInOneLineAndRetriesAndStopsQuickly(String baseUrl, String reason) throws Exception {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            route("box-events:all?positionRepository=#bean:positions&baseUrl=" + baseUrl, receive());
            context.getRegistry().bind("positions", new MemoryStateRepository());
            context.start();

            await().until(() -> consumer().getFetchFailures() >= 4);
            assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health().getMessage().orElseThrow()).contains("GET /events failed", reason);
            context.getRouteController().stopRoute("box");

            assertThat(log.ofComponent()).singleElement().satisfies(line -> {
                assertThat(line.text()).contains("GET /events failed", reason, "Retrying in ").doesNotContain("\n");
                assertThat(line.thrown()).isNull();
            });
        }
    }
}
