// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelbox.events.probe.Question.HOLD;
import static io.github.camelbox.events.probe.Question.MAX_RETRIES;
import static io.github.camelbox.events.probe.Question.NEW_EVENT;
import static io.github.camelbox.events.probe.Question.OLD_POSITION;
import static io.github.camelbox.events.probe.Question.OPTIONS_STREAM_TYPE;
import static io.github.camelbox.events.probe.Question.POLL_POSITION;
import static io.github.camelbox.events.probe.Question.POLL_TOKEN;
import static io.github.camelbox.events.probe.Question.POSITION_FORM;
import static io.github.camelbox.events.probe.Question.REALTIME_URL;
import static io.github.camelbox.events.probe.Question.REPEATS;
import static io.github.camelbox.events.probe.Question.RETENTION;
import static io.github.camelbox.events.probe.Question.SERVER_VALUES;
import static io.github.camelbox.events.probe.Question.TTL;
import static io.github.camelbox.events.probe.Question.WRONG_CHANNEL;
import static io.github.camelbox.events.probe.Question.WRONG_POSITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each question, with the sandbox in each variant of Box that the documentation leaves open. */
class ProbeTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private static final Fault OPEN = Fault.silence(Duration.ofSeconds(20));
    private static final Fault AS_USUAL = Fault.silence(Duration.ZERO);

    private final BoxSandbox box = BOX.sandbox();

    static Stream<Arguments> variants() {
        return Stream.of(
                variant(REALTIME_URL, box -> {
                }, "/realtime/subscribe?channel=…&stream_type=all` | – |"),
                variant(REALTIME_URL, box -> box.realtimeUrl("https://2.realtime.services.box.net/subscribe?channel=s3cret"),
                        "`https://2.realtime.services.box.net/subscribe?channel=…` | – |"),
                variant(REALTIME_URL, box -> box.realtimeUrl("https://rt.example.org/subscribe?channel=s3cret"),
                        "| realtimeHosts=box.com,box.net,rt.example.org"),
                variant(SERVER_VALUES, box -> {
                }, "ttl 10 (string), max_retries 10 (string), retry_timeout 610 (number) | – |"),
                variant(SERVER_VALUES, box -> box.realtimeServer(10, 10, "610"),
                        "ttl 10 (number), max_retries 10 (number), retry_timeout 610 (string) | – |"),
                variant(SERVER_VALUES, box -> box.realtimeServer(null, null, 610),
                        "max_retries missing, retry_timeout 610 (number) | longPollMaxRetries=10"),
                variant(OPTIONS_STREAM_TYPE, box -> {
                }, "| no: asked for `changes`, the URL has `stream_type=all` | – |"),
                variant(OPTIONS_STREAM_TYPE, box -> box.realtimeUrl(box.baseUrl() + "/x?channel=s3cret&stream_type=changes"),
                        "| yes | – |"),
                variant(POSITION_FORM, box -> {
                }, "| number of 19 characters | – |"),
                variant(POSITION_FORM, box -> box.positionsAsText(true), "| string of 19 characters | – |"),
                variant(POSITION_FORM, box -> box.always(Call.EVENTS, Fault.page("{\"entries\":[]}")),
                        "| no option is for that"),
                variant(RETENTION, box -> box.publish("{\"event_id\":\"1\",\"created_at\":\"2020-01-01T00:00:00Z\"}"),
                        " days | – |"),
                variant(RETENTION, box -> {
                }, "| there is none, or it has no time | – |"),
                variant(WRONG_POSITION, box -> {
                }, "| HTTP 400 bad_request \"Invalid stream position\" | – |"),
                variant(WRONG_POSITION, box -> afterTheFirst(box, Fault.page("{\"entries\":[{}],\"next_stream_position\":7}")),
                        "| HTTP 200, 1 events | nothing, but"),
                variant(WRONG_POSITION, box -> afterTheFirst(box, Fault.boxError(400, "bad_request", "Malformed")),
                        "| HTTP 400 bad_request \"Malformed\" | no option is for that"),
                variant(OLD_POSITION, box -> {
                }, "| HTTP 400 bad_request \"Invalid stream position\" | onInvalidPosition=earliest"),
                variant(OLD_POSITION, box -> afterTheFirst(box, Fault.page("{\"entries\":[{}],\"next_stream_position\":7}")),
                        "| HTTP 200, 1 events | – |"),
                variant(POLL_POSITION, box -> box.backlog(3), "| yes: events were there, HTTP 200 \"new_change\""),
                variant(POLL_POSITION, box -> {
                    box.backlog(3);
                    box.always(Call.LONG_POLL, OPEN);
                }, "| no: events were there, no response within ", "| longPollTimeout=60s"),
                variant(POLL_POSITION, box -> {
                }, "| not asked: the account has no events"),
                variant(POLL_TOKEN, box -> {
                }, "| without: open; with: open | – |"),
                variant(POLL_TOKEN, box -> box.realtimeNeedsToken(true),
                        "| without: HTTP 401; with: open | realtimeAuth=always"),
                variant(POLL_TOKEN, box -> box.next(Call.LONG_POLL, AS_USUAL, Fault.status(403)),
                        "| without: open; with: HTTP 403 | realtimeAuth=never |"),
                variant(POLL_TOKEN, box -> box.always(Call.LONG_POLL, Fault.status(502)), "| pollInterval=30s"),
                variant(WRONG_CHANNEL, box -> {
                }, "| HTTP 404 not_found \"Not Found\" | – |"),
                variant(WRONG_CHANNEL, box -> box.always(Call.LONG_POLL, OPEN),
                        "| no response within ", "| longPollTimeout=60s"),
                variant(MAX_RETRIES, box -> box.backlog(3), "| nothing: poll 12 of 10 allowed is like the first, HTTP 200"),
                variant(MAX_RETRIES, box -> {
                    box.backlog(3);
                    polls(box, 10, Fault.message("max_retries"));
                }, "| poll 11 of 10 allowed: HTTP 200 \"max_retries\" | – |"),
                variant(MAX_RETRIES, box -> {
                    box.backlog(3);
                    polls(box, 10, Fault.status(410));
                }, "| poll 11 of 10 allowed: HTTP 410 | – |"),
                variant(MAX_RETRIES, box -> {
                    box.backlog(3);
                    polls(box, 4, Fault.message("reconnect"));
                }, "| poll 5 of 10 allowed: HTTP 200 \"reconnect\" | longPollMaxRetries=4 |"),
                variant(HOLD, box -> {
                }, "| longer than 1 s | – |"),
                variant(HOLD, box -> box.holdFor(Duration.ofMillis(300)), "| HTTP 200 \"reconnect\" after ",
                        "| pollInterval=30s"),
                variant(TTL, box -> {
                }, "| not asked: it takes time. -Dprobe.minutes="),
                variant(TTL, box -> box.realtimeServer(1, 10, 610), "| nothing: the poll stays open | – |"),
                variant(TTL, box -> {
                    box.realtimeServer(1, 10, 610);
                    box.always(Call.LONG_POLL, Fault.status(404));
                }, "| HTTP 404 | – |"),
                variant(REPEATS, box -> box.backlog(1200), "| 0 repeats in 1200 events | – |"),
                variant(REPEATS, box -> {
                    box.backlog(1200);
                    box.overlap(10);
                }, "| 30 repeats in 1230 events, at most 10 events apart | – |"),
                variant(NEW_EVENT, box -> {
                }, "| the poll: HTTP 200 \"new_change\"; the event came after ", " 1 times, the last one 0 ms later | – |"),
                variant(NEW_EVENT, box -> box.overlap(1), "; the event came after ", " ms later | – |"),
                variant(NEW_EVENT, box -> box.always(Call.LONG_POLL, Fault.message("reconnect")),
                        "| the poll: HTTP 200 \"reconnect\"; the event", "| longPollTimeout=60s"),
                variant(NEW_EVENT, box -> box.always(Call.ITEMS, Fault.status(403)),
                        "| not asked: the upload was rejected with HTTP 403"));
    }

    private static Arguments variant(Question question, Consumer<BoxSandbox> variant, String... parts) {
        return arguments(question, variant, List.of(parts));
    }

    /** The first request is the one that tells whether Box is there. */
    private static void afterTheFirst(BoxSandbox box, Fault fault) {
        box.next(Call.EVENTS, AS_USUAL, fault);
    }

    private static void polls(BoxSandbox box, int allowed, Fault then) {
        box.next(Call.LONG_POLL, Collections.nCopies(allowed, AS_USUAL).toArray(Fault[]::new));
        box.always(Call.LONG_POLL, then);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("variants")
    void theRowSaysWhatBoxDidAndWhatToSet(Question question, Consumer<BoxSandbox> variant, List<String> parts)
            throws Exception {
        variant.accept(box);

        List<String> lines = run(true, question).lines().toList();

        assertThat(lines).hasSize(5);
        assertThat(lines.get(4)).startsWith("| " + question.text() + " | ").contains(parts).doesNotContain("s3cret");
    }

    @Test
    void theTableHasNoSecretAndNothingIsChangedUnlessAllowed() throws Exception {
        box.backlog(3);

        String table = run(false, Question.values());

        assertThat(table).doesNotContain(box.accessToken()).doesNotContain(box.channel()).doesNotContain("failed:");
        assertThat(table.lines()).hasSize(4 + Question.values().length);
        assertThat(box.eventCount()).isEqualTo(3);
        assertThat(box.requests(Call.ITEMS)).isEmpty();
    }

    @Test
    void whatItUploadsItDeletes() throws Exception {
        run(true, NEW_EVENT);

        assertThat(box.requests(Call.ITEMS)).extracting(request -> request.method()).containsExactly("POST", "DELETE");
        assertThat(box.eventCount()).isEqualTo(2);
    }

    @Test
    void aSecretInAMessageOfBoxIsRedacted() throws Exception {
        box.next(Call.EVENTS, AS_USUAL, Fault.boxError(400, "bad_request", "token " + box.accessToken()));

        assertThat(run(false, WRONG_POSITION)).contains("token xxxxxx").doesNotContain(box.accessToken());
    }

    @Test
    void aQuestionThatFailsIsARowToo() throws Exception {
        box.always(Call.OPTIONS, Fault.status(503));

        assertThat(run(false, POLL_TOKEN, RETENTION)).contains("| failed: OPTIONS gave no real-time server: HTTP 503 |",
                "there is none");
    }

    @Test
    void aTokenThatIsNotGoodIsSaidInALine() {
        box.accessToken("another");

        assertThatThrownBy(() -> new Probe(new BoxCalls(box.baseUrl(), "old"), patience(false), System.out).run(List.of()))
                .hasMessage(
                        "Box rejects the first request with HTTP 401: get another token; a developer token is good for an hour");
    }

    private String run(boolean write, Question... questions) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            new Probe(new BoxCalls(box.baseUrl(), box.accessToken()), patience(write), printer).run(Arrays.asList(questions));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Patience patience(boolean write) {
        return new Patience(Duration.ofMillis(800), Duration.ofMillis(600), Duration.ofMillis(1200), Duration.ofMillis(300),
                Duration.ofMillis(1600), write);
    }
}
