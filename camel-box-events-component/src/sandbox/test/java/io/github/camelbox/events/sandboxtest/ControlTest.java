// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.net.URI;
import java.net.http.HttpRequest;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What drives the sandbox over HTTP. Its commands as a user types them: SandboxJarIT. */
class ControlTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final Client client = new Client(sandbox);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | upload                       | 400 | The command upload needs the parameter 'name'
            POST | upload?nam=a                 | 400 | The command upload has no parameter 'nam'. It takes name, user
            POST | burst?n=many                 | 400 | Not a number: n=many
            POST | burst?n=-1                   | 400 | Not a number: n=-1
            POST | move?name=a&to=b             | 400 | The account has no item 'b'
            POST | fault?call=event&status=500  | 400 | No such call: 'event'. There are options, long-poll, events
            POST | fault?call=events            | 400 | The command fault needs a status, a message, or a kind: reset, close
            POST | fault?call=events&message=x  | 400 | only for LONG_POLL
            POST | fault?call=events&status=1   | 400 | Not a status: 1
            POST | settings?page-limit=0        | 400 | Must be at least 1: 0
            POST | settings?latency=soon        | 400 | Not a number of seconds: latency=soon
            GET  | reset                        | 405 | Use POST for reset
            GET  | files/a.txt                  | 405 | Upload with PUT
            POST | uplaod?name=a                | 404 | No such command: 'uplaod'. There are upload, comment
            """)
    void aMistakeIsSaidInALine(String method, String command, int status, String message) {
        HttpResponse<String> response = control(method, command);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(message).hasLineCount(1);
        assertThat(sandbox.eventCount()).isZero();
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void aNameMayBeOfAnyCharacters() {
        control("POST", "upload?name=a%26b%3D%20%C3%BC.txt&user=1");
        HttpRequest.Builder put = HttpRequest.newBuilder(uri("files/1+1%20%C3%BC.txt")).PUT(body("Hello"));
        assertThat(client.send(put).statusCode()).isEqualTo(200);

        JsonNode page = client.page("0");
        assertThat(page.at("/entries/0/source/name").asText()).isEqualTo("a&b= ü.txt");
        assertThat(page.at("/entries/0/created_by/login").asText()).isEqualTo("zoe.mueller@example.com");
        assertThat(page.at("/entries/1/source/name").asText()).isEqualTo("1+1 ü.txt");
        assertThat(page.at("/entries/1/source/size").asInt()).isEqualTo(5);
    }

    @Test
    void whatIsControlledIsNeitherRecordedNorHitByFaults() {
        sandbox.always(Call.ITEMS, Fault.reset()).always(Call.EVENTS, Fault.reset());

        JsonNode state = Client.json(control("GET", "state").body());

        assertThat(sandbox.requests()).isEmpty();
        assertThat(state.get("faults").fieldNames()).toIterable().containsExactlyInAnyOrder("items", "events");
    }

    @Test
    void moreCallsThanTheRateLimitGet429() {
        control("POST", "settings?rate-limit=2");

        assertThat(client.events("").statusCode()).isEqualTo(200);
        assertThat(client.options().statusCode()).isEqualTo(200);
        HttpResponse<String> third = client.events("");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
        control("POST", "settings?rate-limit=0");
        assertThat(client.events("").statusCode()).isEqualTo(200);
    }

    @Test
    void latencyHoldsEveryCallBack() {
        control("POST", "settings?latency=0.3");

        long start = System.nanoTime();
        client.events("");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void anExpiredTokenIsNotGoodUntilItIsSetAgain() {
        String token = sandbox.accessToken();
        String next = Client.json(control("POST", "expire-token").body()).get("access_token").asText();
        assertThat(client.send(client.authorized("/users/me").setHeader("Authorization", "Bearer " + token)).statusCode())
                .isEqualTo(401);
        assertThat(sandbox.accessToken()).isEqualTo(next);

        control("POST", "settings?access-token=" + token);
        assertThat(client.send(client.authorized("/users/me")).statusCode()).isEqualTo(200);
    }

    @Test
    void thePageIsThere() {
        HttpResponse<String> page = client.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl()).resolve("/")));

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("The Box sandbox").doesNotContain(sandbox.channel());
    }

    private HttpResponse<String> control(String method, String command) {
        return client.send(HttpRequest.newBuilder(uri(command)).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private URI uri(String command) {
        return URI.create(sandbox.baseUrl()).resolve("/sandbox/" + command);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }
}
