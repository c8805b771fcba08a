// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class FaultTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final Client client = new Client(sandbox);

    private RawConnection raw() throws IOException {
        return raw("close");
    }

    private RawConnection raw(String connection) throws IOException {
        return new RawConnection(sandbox).get("/2.0/events?stream_position=0", connection, sandbox);
    }

    @Test
    void queuedAnswersAreUsedOnceInOrder() {
        sandbox.next(Call.EVENTS, Fault.status(500), Fault.status(502, "<html>Bad gateway</html>"));
        sandbox.next(Call.EVENTS, Fault.body("text/html", "{\"entries\":[]}"));

        assertThat(client.options().statusCode()).isEqualTo(200);
        HttpResponse<String> first = client.events("");
        assertThat(first.statusCode()).isEqualTo(500);
        assertThat(first.body()).isEmpty();
        HttpResponse<String> second = client.events("");
        assertThat(second.statusCode()).isEqualTo(502);
        assertThat(second.body()).isEqualTo("<html>Bad gateway</html>");
        assertThat(second.headers().firstValue("Content-Type")).hasValue("text/html");
        HttpResponse<String> third = client.events("");
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.body()).isEqualTo("{\"entries\":[]}");
        assertThat(third.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(client.page("0").has("next_stream_position")).isTrue();
        assertThat(sandbox.count(Call.EVENTS)).isEqualTo(4);
    }

    @Test
    void standingAnswerHoldsUntilCleared() {
        sandbox.always(Call.OPTIONS, Fault.status(503).header("Retry-After", "1.53"));
        sandbox.next(Call.OPTIONS, Fault.status(500));

        assertThat(client.options().statusCode()).isEqualTo(500);
        assertThat(client.options().statusCode()).isEqualTo(503);
        assertThat(client.options().headers().firstValue("retry-after")).hasValue("1.53");
        sandbox.clearFaults();
        assertThat(client.options().statusCode()).isEqualTo(200);
    }

    @Test
    void boxErrors() {
        sandbox.next(Call.EVENTS, Fault.rateLimited("100"), Fault.rateLimited(null), Fault.boxError(403, "forbidden", "No"));

        HttpResponse<String> limited = client.events("");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("100");
        assertThat(limited.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode error = Client.json(limited.body());
        assertThat(error.get("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(error.get("request_id").asText()).isNotEmpty();
        assertThat(client.events("").headers().firstValue("retry-after")).isEmpty();
        HttpResponse<String> forbidden = client.events("");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(Client.json(forbidden.body()).get("message").asText()).isEqualTo("No");
    }

    @Test
    void unauthorizedHasAnEmptyBody() throws Exception {
        sandbox.next(Call.EVENTS, Fault.unauthorized());
        try (RawConnection connection = raw()) {
            String answer = connection.readAll();
            assertThat(answer).startsWith("HTTP/1.1 401 ")
                    .contains("WWW-Authenticate: Bearer realm=\"Service\", error=\"invalid_token\"")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void resetIsATcpReset() throws Exception {
        sandbox.next(Call.EVENTS, Fault.reset());
        long start = System.nanoTime();
        try (RawConnection connection = raw()) {
            assertThatThrownBy(() -> connection.in().read()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void closedIsAnEndWithoutAnswer() throws Exception {
        sandbox.next(Call.EVENTS, Fault.closed());
        try (RawConnection connection = raw()) {
            assertThat(connection.in().read()).isEqualTo(-1);
        }
    }

    @Test
    void garbageIsABrokenChunk() throws Exception {
        sandbox.next(Call.EVENTS, Fault.garbage(), Fault.garbage());
        try (RawConnection connection = raw("keep-alive")) {
            String answer = connection.readAll();
            assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Transfer-Encoding: chunked");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).isNotEmpty().doesNotStartWith("{");
        }
        assertThatThrownBy(() -> client.events("")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void truncatedJsonIsCompleteHttp() {
        sandbox.backlog(3);
        sandbox.next(Call.EVENTS, Fault.truncatedJson());
        sandbox.next(Call.LONG_POLL, Fault.truncatedJson());

        HttpResponse<String> half = client.events("");
        String whole = client.events("").body();
        assertThat(half.statusCode()).isEqualTo(200);
        assertThat(whole).startsWith(half.body());
        assertThat(half.body().length()).isBetween(whole.length() / 2 - 100, whole.length() / 2);
        assertThatThrownBy(() -> Client.json(half.body())).isInstanceOf(UncheckedIOException.class);
        assertThat(client.poll(null).join().body()).isEqualTo("{\"version\":1,\"mess");
    }

    @Test
    void silenceThenTheNormalAnswer() {
        sandbox.backlog(2);
        sandbox.next(Call.EVENTS, Fault.silence(Duration.ofMillis(300)), Fault.status(500).after(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(client.page("0").get("entries")).hasSize(2);
        assertThat(client.events("").statusCode()).isEqualTo(500);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(600), Duration.ofSeconds(30));
    }

    @Test
    void dripSpreadsTheBodyOverTime() {
        sandbox.backlog(2);
        String whole = client.events("stream_position=0").body();

        // A reader that is held up, as on a machine that is busy, finds some pieces together.
        await().atMost(Duration.ofSeconds(30)).until(() -> piecesOf(whole) > 5);
    }

    private int piecesOf(String whole) throws IOException {
        sandbox.next(Call.EVENTS, Fault.drip(Duration.ofMillis(400)));
        int pieces = 0;
        StringBuilder answer = new StringBuilder();
        long start = System.nanoTime();
        try (RawConnection connection = raw()) {
            byte[] buffer = new byte[65536];
            for (int n = connection.in().read(buffer); n >= 0; n = connection.in().read(buffer)) {
                pieces++;
                answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(30));
        assertThat(answer.toString()).endsWith(whole);
        return pieces;
    }

    @Test
    void longPollMessagesAndPagesAsGiven() {
        sandbox.next(Call.LONG_POLL, Fault.message("max_retries"));
        sandbox.next(Call.EVENTS, Fault.page("{\"entries\":[null],\"next_stream_position\":0}"));

        HttpResponse<String> poll = client.poll(null).join();
        assertThat(poll.body()).isEqualTo("{\"version\":1,\"message\":\"max_retries\"}");
        assertThat(poll.headers().firstValue("Connection")).hasValue("close");
        assertThat(client.events("").body()).isEqualTo("{\"entries\":[null],\"next_stream_position\":0}");
    }

    @Test
    void answersForOneCallOnlyAreRefusedForOthers() {
        assertThatThrownBy(() -> sandbox.next(Call.EVENTS, Fault.message("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sandbox.always(Call.OPTIONS, Fault.page("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.reset().header("a", "b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Fault.silence(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
