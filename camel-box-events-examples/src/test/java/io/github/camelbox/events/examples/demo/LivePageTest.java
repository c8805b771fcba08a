// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.stream.StreamState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of the demo over HTTP. */
class LivePageTest {

    private static final Pattern COMMAND = Pattern.compile("data-post=\"([^\"]+)\"");
    private static final Pattern STATE = Pattern.compile("data-state=\"(\\w+)\".*?class=\"name\"[^>]*>([^<]*)<");

    @TempDir
    static Path directory;

    private static RunningDemo demo;

    @BeforeAll
    static void startDemo() throws Exception {
        demo = new RunningDemo(directory.resolve("demo"), Map.of());
        demo.rest();
    }

    @AfterAll
    static void endDemo() {
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({ "upload, ITEM_UPLOAD", "rename, ITEM_RENAME", "move, ITEM_MOVE", "comment, COMMENT_CREATE",
            "delete, ITEM_TRASH" })
    void anActivityIsAnEventOnThePage(String activity, String eventType) throws Exception {
        int before = demo.told().size();

        assertThat(demo.post("act/" + activity).statusCode()).isEqualTo(204);

        demo.awaitTold(before, told -> told.kind().equals("arrived") && told.text("type").equals(eventType)
                && told.text("item").startsWith("Report ") && told.json().path("you").asBoolean()
                && told.json().path("millis").asDouble() > 0);
    }

    @Test
    void aBurstArrivesWhole() throws Exception {
        long happened = demo.awaitAllArrived().path("happened").asLong();

        demo.post("act/burst");

        JsonNode status = demo.awaitAllArrived();
        assertThat(status.path("happened").asLong()).isEqualTo(happened + Visitor.BURST);
        assertThat(status.path("lost").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "cut, the long poll failed", "limit, failed with 429", "error, failed with 500",
            "silence, no full response within 5", "restart, refused", "token, rejected the access token" })
    void aFaultShowsAndNothingIsLost(String fault, String said) throws Exception {
        int before = demo.told().size();

        assertThat(demo.post("fault/" + fault).statusCode()).isEqualTo(204);
        demo.post("act/upload");

        demo.awaitTold(before, told -> told.kind().equals("fault") && told.text("fault").equals(fault));
        demo.awaitTold(before, told -> told.kind().equals("log") && told.text("text").contains(said));
        demo.awaitTold(before, told -> told.kind().equals("arrived") && told.text("type").equals("ITEM_UPLOAD"));
        assertThat(demo.awaitAllArrived().path("lost").asLong()).isZero();
    }

    @Test
    void repeatsAreDropped() throws Exception {
        long repeats = demo.awaitAllArrived().path("repeats").asLong();

        demo.post("fault/repeats");
        demo.post("act/upload");

        demo.awaitStatus(status -> status.path("repeats").asLong() > repeats);
        demo.awaitAllArrived();
    }

    @Test
    void everyChangeOfStateIsTold() throws Exception {
        demo.awaitAllArrived();
        int before = demo.told().size();
        demo.post("act/upload");
        demo.awaitTold(before, told -> told.text("to").equals(StreamState.WAITING.name()));

        assertThat(demo.told().subList(before, demo.told().size())).filteredOn(told -> told.kind().equals("state"))
                .extracting(told -> told.text("from") + " -> " + told.text("to")).startsWith("WAITING -> DRAINING");
    }

    @Test
    void otherSitesAreRejected() throws Exception {
        long happened = demo.awaitAllArrived().path("happened").asLong();

        assertThat(demo.post("act/upload", "Origin", "https://example.com").statusCode()).isEqualTo(403);
        assertThat(demo.post("act/upload", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(demo.post("act/upload", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(responseTo("POST /act/upload", "example.com:" + demo.url().getPort())).startsWith("HTTP/1.1 403 ");
        assertThat(responseTo("GET /stream", "example.com")).startsWith("HTTP/1.1 403 ");
        assertThat(responseTo("GET /", "example.com")).startsWith("HTTP/1.1 403 ");

        assertThat(demo.post("act/upload", "Origin", "http://localhost:" + demo.url().getPort()).statusCode()).isEqualTo(204);
        assertThat(demo.awaitAllArrived().path("happened").asLong()).isEqualTo(happened + 1);
    }

    // Java's HTTP client sets the host itself.
    private static String responseTo(String request, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", demo.url().getPort())) {
            String text = request + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void thePageNamesTheStatesAsTheCodeDoes() throws Exception {
        Map<String, String> names = STATE.matcher(demo.get("/").body()).results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));

        assertThat(names).isEqualTo(Arrays.stream(StreamState.values())
                .collect(Collectors.toMap(StreamState::name, StreamState::toString)));
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        HttpResponse<String> page = demo.get("/");

        assertThat(page.body()).doesNotContainPattern("\\$\\{(account|[A-Z_]+)}").doesNotContain("src=", "@import", "https:");
        assertThat(page.headers().firstValue("Content-Security-Policy")).get().asString()
                .contains("default-src 'none'", "frame-ancestors 'none'");
    }

    @Test
    void whatThePageOffersIsThere() throws Exception {
        List<String> offered = commands(demo.get("/"));

        assertThat(offered).hasSize(13);
        for (String command : offered) {
            assertThat(demo.get(command).statusCode()).as(command).isEqualTo(405);
        }
    }

    private static List<String> commands(HttpResponse<String> page) {
        return COMMAND.matcher(page.body()).results().map(found -> found.group(1)).toList();
    }

    @Test
    void aRealAccountIsShownAndLeftAlone() throws Exception {
        try (BoxSandbox box = new BoxSandbox().accessToken("my-own-token").start();
             RunningDemo real = new RunningDemo(directory.resolve("real"),
                     Map.of("BOX_ACCESS_TOKEN", "my-own-token", "BOX_BASE_URL", box.baseUrl()))) {
            // Both at once, each on a port of its own.
            assertThat(real.url()).isNotEqualTo(demo.url());
            await().until(() -> box.openLongPolls() == 1);
            box.account().upload("Mine.txt");

            real.awaitTold(0, told -> told.kind().equals("arrived") && told.text("item").equals("Mine.txt")
                    && !told.json().has("you"));
            real.awaitStatus(status -> status.path("events").asLong() == 1);
            assertThat(real.status().has("lost")).isFalse();
            assertThat(commands(real.get("/"))).isEmpty();
            assertThat(real.get("/").body()).contains("your Box account").doesNotContain("simulated", "my-own-token");
            assertThat(real.post("act/upload").statusCode()).isEqualTo(404);
            assertThat(real.post("fault/cut").statusCode()).isEqualTo(404);
            assertThat(box.eventCount()).isEqualTo(1);
        }
    }

    @Test
    void thePageIsToldThatTheDemoHasEnded() throws Exception {
        try (RunningDemo other = new RunningDemo(directory.resolve("other"), Map.of())) {
            other.awaitStatus(status -> status.path("arrived").asLong() > 0);

            other.end();

            other.awaitTold(0, told -> told.kind().equals("end"));
            assertThat(other.status().path("state").asText()).isEqualTo(StreamState.STOPPED.name());
            assertThat(other.told()).filteredOn(told -> told.kind().equals("state")).extracting(told -> told.text("to"))
                    .last().isEqualTo(StreamState.STOPPED.name());
        }
    }
}
