// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The streams of an enterprise, which are asked at intervals, and the filters. */
class EnterpriseStreamTest extends BoxEventsTestSupport {

    private static final String QUICK = "&pollInterval=20&maxRequestsPerMinute=0";

    @Test
    void streamingIsAskedAtIntervalsAndNeverByLongPoll() throws Exception {
        route("box-events:admin_logs_streaming?pollInterval=20&maxRequestsPerMinute=0", receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) > 2 && consumer().getStreamState().equals("waiting"));

        List<String> ids = List.of(box.account().upload("a.txt"), box.account().upload("b.txt"));

        await().until(() -> received.size() >= 2);
        assertThat(received).isEqualTo(ids);
        assertThat(box.requests()).extracting(SandboxRequest::call).containsOnly(Call.EVENTS);
        assertThat(box.requests(Call.EVENTS).get(0).query()).containsEntry("stream_type", "admin_logs_streaming")
                .containsEntry("stream_position", "now");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "\"0\"", "null" })
    void anEmptyPageWithoutAPositionKeepsTheOldOne(String position) throws Exception {
        box.backlog(3);
        route("box-events:admin_logs?streamPosition=0" + QUICK, receive());
        context.start();
        await().until(() -> received.size() == 3 && consumer().getStreamState().equals("waiting"));

        box.next(Call.EVENTS, Fault.page("{\"chunk_size\":0,\"entries\":[],\"next_stream_position\":" + position + "}"));
        long asked = box.count(Call.EVENTS);
        await().until(() -> box.count(Call.EVENTS) > asked + 3);
        String id = box.account().upload("later.txt");

        await().until(() -> received.contains(id));
        assertThat(received).hasSize(4);
    }

    @Test
    void eventTypesGoToBoxOnEnterpriseStreams() throws Exception {
        route("box-events:admin_logs_streaming?eventTypes=UPLOAD, DELETE" + QUICK, receive());
        context.start();

        await().until(() -> box.count(Call.EVENTS) > 0);
        assertThat(box.requests(Call.EVENTS).get(0).query("event_type")).isEqualTo("UPLOAD,DELETE");
    }

    @Test
    void eventTypesAreFilteredHereOnUserStreamsAndThePositionMovesOn() throws Exception {
        route("box-events:all?eventTypes=ITEM_TRASH", receive());
        context.start();
        awaitWaiting();

        box.account().upload("a.txt");
        await().until(() -> box.position().equals(consumer().getStreamPosition()));
        String deleted = box.account().delete("a.txt");

        await().until(() -> received.size() == 1);
        assertThat(received).containsExactly(deleted);
        assertThat(box.requests(Call.EVENTS)).allSatisfy(request -> assertThat(request.query("event_type")).isNull());
        assertThat(consumer().getDuplicates()).isZero();
    }

    @Test
    void aBoundedHistoryEndsWhenItIsDrained() throws Exception {
        box.backlog(7);
        box.pageLimit(3);
        route("box-events:admin_logs?createdAfter=2026-01-01T00:00:00Z&createdBefore=2026-02-01T00:00:00%2B01:00" + QUICK,
                receive());
        context.start();

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
        assertThat(received).hasSize(7);
        SandboxRequest request = box.requests(Call.EVENTS).get(0);
        assertThat(request.query()).containsEntry("created_after", "2026-01-01T00:00:00Z")
                .containsEntry("created_before", "2026-02-01T00:00:00+01:00").containsEntry("stream_position", "0");
    }

    // Box rejects a time of more than a year ago, which createdAfter becomes one day.
    @ParameterizedTest
    @CsvSource({ "2020-02-03T00:00:00+01:00, true, 0", "2020-02-03T00:00:00+01:00, true, 1",
            "2020-02-03T00:00:00+01:00, false, 0", "2126-02-03T00:00:00+01:00, true, 0" })
    void createdAfterIsSentAsItIsAtTheBeginningAndThenWithinAYear(String createdAfter, boolean begins, int events)
            throws Exception {
        box.backlog(events);
        context.getRegistry().bind("positions", positions);
        if (!begins) {
            positions.setState(positionKey("admin_logs"), box.position());
        }
        // As Box writes it on an empty page: no position is held then, but the stream has begun.
        box.next(Call.EVENTS, Fault.status(500), Fault.page("{\"entries\":[],\"next_stream_position\":0}"));
        route("box-events:admin_logs?positionRepository=#positions&createdAfter=" + createdAfter.replace("+", "%2B") + QUICK,
                receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) > 4);

        List<String> sent = box.requests(Call.EVENTS).stream().map(request -> request.query("created_after")).toList();
        Duration year = Duration.ofDays(365).minusHours(1);
        boolean old = createdAfter.startsWith("2020");
        assertThat(sent.subList(0, 2)).allMatch(text -> text.equals(createdAfter) == (begins || !old));
        assertThat(sent.subList(2, 5)).allSatisfy(text -> {
            if (old) {
                assertThat(Duration.between(Instant.parse(text), Instant.now()).minus(year)).isBetween(Duration.ZERO,
                        Duration.ofMinutes(1));
            } else {
                assertThat(text).isEqualTo(createdAfter);
            }
        });
    }

    @Test
    void aStreamThatStartsOverDoesNotBegin() throws Exception {
        positions.setState(positionKey("admin_logs"), "12345");
        context.getRegistry().bind("positions", positions);
        box.next(Call.EVENTS, Fault.boxError(400, "bad_request", "Invalid stream position"));
        route("box-events:admin_logs?positionRepository=#positions&createdAfter=2020-02-03T00:00:00Z"
                + "&onInvalidPosition=earliest" + QUICK, receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) > 2);

        assertThat(box.requests(Call.EVENTS)).extracting(request -> request.query("created_after"))
                .doesNotContain("2020-02-03T00:00:00Z");
        assertThat(box.requests(Call.EVENTS).get(1).query("stream_position")).isEqualTo("0");
    }

    @Test
    void aHistoryWhoseEndIsInTheFutureGoesOn() throws Exception {
        route("box-events:admin_logs?createdBefore=" + Instant.now().plusSeconds(3600) + QUICK, receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) > 5);
        String id = box.account().upload("a.txt");

        await().until(() -> received.contains(id));
        assertThat(context.getRouteController().getRouteStatus("box")).isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "all?createdAfter=2026-01-01T00:00:00Z | for the stream admin_logs only",
            "admin_logs_streaming?createdBefore=2026-01-01T00:00:00Z | for the stream admin_logs only",
            "admin_logs | Box has no streamPosition=now for admin_logs: set createdAfter, or streamPosition=0",
            "admin_logs?createdAfter=yesterday | the option createdAfter is 'yesterday': set it to a time like",
            "admin_logs_streaming?longPollTimeout=5s | Box has no long poll for admin_logs_streaming: leave out longPollTimeout",
            "admin_logs_streaming?longPollMaxRetries=5 | Box has no long poll for admin_logs_streaming",
            "admin_logs_streaming?pollInterval=-1 | the option pollInterval is negative" })
    void contradictionsAreRefusedWithTheFix(String options, String message) {
        assertThatThrownBy(() -> context.getEndpoint("box-events:" + options)).rootCause().hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "all | UPLOAD | there it is called ITEM_UPLOAD",
            "admin_logs | ITEM_UPLOAD | there it is called UPLOAD",
            "admin_logs_streaming | ITEM_TRASH | there it is called DELETE" })
    void eventTypesOfTheOtherFamilyAreWarnedOf(String stream, String name, String warning) throws Exception {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            route("box-events:" + stream + "?streamPosition=0&eventTypes=" + name, receive());
            context.start();
            assertThat(log.ofComponent(Level.WARN)).anySatisfy(line -> assertThat(line).contains(name).endsWith(warning));
        }
    }

    @ParameterizedTest
    @CsvSource({ "all, ITEM_UPLOAD", "all, COMMENT_CREATE", "admin_logs, UPLOAD", "admin_logs_streaming, COMMENT_CREATE" })
    void eventTypesOfTheFamilyAreNot(StreamType stream, String name) {
        assertThat(stream.nameHere(name)).isNull();
    }

    @Test
    void aPollingConsumerReadsEnterpriseStreamsToo() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:poll").pollEnrich("box-events:admin_logs?streamPosition=0" + QUICK, 50_000);
            }
        });
        context.start();
        box.backlog(1);

        Object body = context.createProducerTemplate().requestBody("direct:poll", "");
        assertThat(body).isInstanceOf(BoxEvent.class);
    }
}
