// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionsAndEventsTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final Client client = new Client(sandbox);

    @Test
    void optionsAnswersAsBoxDoes() {
        HttpResponse<String> answer = client.options();

        assertThat(answer.statusCode()).isEqualTo(200);
        String root = sandbox.baseUrl().replace("/2.0", "");
        assertThat(answer.body()).isEqualTo("{\"chunk_size\":1,\"entries\":[{\"type\":\"realtime_server\",\"url\":\"" + root
                + "/realtime/subscribe?channel=" + sandbox.channel()
                + "&stream_type=all\",\"ttl\":\"10\",\"max_retries\":\"10\",\"retry_timeout\":610}]}");
    }

    @Test
    void realtimeParametersAreSentAsGiven() {
        sandbox.realtimeServer(10, null, "7").realtimeUrl("http://elsewhere.example/subscribe");

        assertThat(client.realtimeServer().toString()).isEqualTo("{\"type\":\"realtime_server\","
                + "\"url\":\"http://elsewhere.example/subscribe\",\"ttl\":10,\"retry_timeout\":\"7\"}");
    }

    @Test
    void otherTokensGet401WithAnEmptyBody() {
        sandbox.accessToken("renewed");
        sandbox.backlog(1);
        assertThat(client.events("").statusCode()).isEqualTo(200);

        for (String method : List.of("OPTIONS", "GET")) {
            HttpResponse<String> answer = client.send(client.authorized("/events").setHeader("Authorization", "Bearer old")
                    .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(
                    value -> assertThat(value).startsWith("Bearer realm=\"Service\", error=\"invalid_token\""));
        }
    }

    @Test
    void positionsAreExactDigitsAbove2To53() {
        String after = sandbox.publish("{\"event_id\":\"a\"}");

        assertThat(after).isEqualTo("1152922976252290801").isEqualTo(sandbox.position()).isEqualTo(sandbox.positionAfter(1));
        assertThat(sandbox.eventCount()).isEqualTo(1);
        assertThat(client.events("stream_position=" + sandbox.positionAfter(0)).body()).isEqualTo(
                "{\"chunk_size\":1,\"entries\":[{\"event_id\":\"a\"}],\"next_stream_position\":1152922976252290801}");
        sandbox.positionsAsText(true);
        assertThat(client.events("stream_position=now").body())
                .isEqualTo("{\"chunk_size\":0,\"entries\":[],\"next_stream_position\":\"1152922976252290801\"}");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeat() {
        sandbox.backlog(1203);
        List<Integer> sizes = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String position = "0";
        JsonNode page;
        do {
            page = client.page(position);
            sizes.add(page.get("chunk_size").asInt());
            ids.addAll(Client.ids(page));
            position = page.get("next_stream_position").asText();
        } while (page.get("chunk_size").asInt() > 0);

        assertThat(sizes).containsExactly(500, 500, 203, 0);
        assertThat(new HashSet<>(ids)).hasSize(1203);
        assertThat(position).isEqualTo(sandbox.position());
        assertThat(client.page(sandbox.positionAfter(1200)).get("entries")).hasSize(3);
    }

    @Test
    void limitIsADefaultOf100AndAtMost500() {
        sandbox.backlog(600);

        assertThat(Client.json(client.events("").body()).get("entries")).hasSize(100);
        assertThat(Client.json(client.events("limit=7").body()).get("entries")).hasSize(7);
        assertThat(Client.json(client.events("limit=500").body()).get("entries")).hasSize(500);
        assertThat(Client.json(client.events("limit=800").body()).get("entries")).hasSize(500);
        assertThat(client.events("limit=0").statusCode()).isEqualTo(400);
        assertThat(client.events("limit=many").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "abc", "5", "-1", "1152922976252290799", "1152922976252290804", "1152922976252290800.0", "" })
    void unknownPositionsAreRefused(String position) {
        sandbox.backlog(3);
        HttpResponse<String> answer = client.events("stream_position=" + position);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = Client.json(answer.body());
        assertThat(error.get("type").asText()).isEqualTo("error");
        assertThat(error.get("status").asInt()).isEqualTo(400);
        assertThat(error.get("code").asText()).isEqualTo("bad_request");
        assertThat(error.get("message").asText()).isEqualTo("Invalid stream position");
        assertThat(error.get("request_id").asText()).isNotEmpty();
    }

    @Test
    void overlapServesEarlierEventsAgainButStillMovesOn() {
        List<String> ids = sandbox.account().burst(1100);
        sandbox.overlap(3);

        assertThat(Client.ids(client.page("0"))).isEqualTo(ids.subList(0, 500));
        JsonNode second = client.page(sandbox.positionAfter(500));
        assertThat(Client.ids(second)).isEqualTo(ids.subList(497, 1000));
        assertThat(second.get("next_stream_position").asText()).isEqualTo(sandbox.positionAfter(1000));
        JsonNode atTheEnd = client.page(sandbox.position());
        assertThat(Client.ids(atTheEnd)).isEqualTo(ids.subList(1097, 1100));
        assertThat(atTheEnd.get("next_stream_position").asText()).isEqualTo(sandbox.position());
        assertThat(client.page("now").get("entries")).isEmpty();
    }

    @Test
    void shortPagesWhileMoreRemain() {
        List<String> ids = sandbox.account().burst(5);
        sandbox.pageLimit(2);

        JsonNode page = client.page(sandbox.positionAfter(2));
        assertThat(Client.ids(page)).isEqualTo(ids.subList(2, 4));
        assertThat(page.get("next_stream_position").asText()).isEqualTo(sandbox.positionAfter(4));
    }

    @Test
    void firstEventOfAPageRepeatedInIt() {
        List<String> ids = sandbox.account().burst(3);
        sandbox.repeatWithinPage(true);

        JsonNode page = client.page("0");
        assertThat(Client.ids(page)).containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(0));
        assertThat(page.get("chunk_size").asInt()).isEqualTo(4);
        assertThat(page.get("next_stream_position").asText()).isEqualTo(sandbox.position());
        assertThat(client.page("now").get("entries")).isEmpty();
    }

    @Test
    void requestsAreRecorded() {
        Instant start = Instant.now();
        client.options();
        client.send(client.authorized("/events?stream_type=all&stream_position=now&x=a%26b").header("As-User", "42"));

        assertThat(sandbox.requests()).extracting(SandboxRequest::call).containsExactly(Call.OPTIONS, Call.EVENTS);
        SandboxRequest last = sandbox.requests(Call.EVENTS).get(0);
        assertThat(last.path()).isEqualTo("/2.0/events");
        assertThat(last.query("stream_position")).isEqualTo("now");
        assertThat(last.query("x")).isEqualTo("a&b");
        assertThat(last.query("limit")).isNull();
        assertThat(last.header("As-User")).isEqualTo("42");
        assertThat(last.headers()).containsEntry("authorization", "Bearer sandbox-access-token");
        assertThat(last.at()).isBetween(start.minus(Duration.ofMillis(1)), Instant.now());
        assertThat(sandbox.count(Call.EVENTS)).isEqualTo(1);
        assertThat(sandbox.count(Call.LONG_POLL)).isZero();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> sandbox.pageLimit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sandbox.overlap(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sandbox.port(8080)).isInstanceOf(IllegalStateException.class);
    }
}
