// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class LifecycleTest {

    @Test
    void restartsOnTheSamePortWithAllItsEvents() {
        try (BoxSandbox sandbox = new BoxSandbox().start()) {
            Client client = new Client(sandbox);
            String url = sandbox.baseUrl();
            sandbox.backlog(10);
            String position = sandbox.position();
            sandbox.accessToken("kept").wireMock().stubFor(get("/2.0/users/me").willReturn(ok("kept")));

            sandbox.stop();

            assertThat(sandbox.isRunning()).isFalse();
            assertThatThrownBy(sandbox::wireMock).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(client::options).isInstanceOf(UncheckedIOException.class);
            sandbox.account().upload("while it was down.txt");

            sandbox.start();

            assertThat(sandbox.isRunning()).isTrue();
            assertThat(sandbox.baseUrl()).isEqualTo(url);
            assertThat(client.page("0").get("entries")).hasSize(11);
            assertThat(client.page(position).get("entries")).hasSize(1);
            assertThat(client.send(client.authorized("/users/me")).body()).isEqualTo("kept");
        }
    }

    @Test
    void stopsQuicklyWithOpenLongPolls() {
        try (BoxSandbox sandbox = new BoxSandbox().start()) {
            Client client = new Client(sandbox);
            sandbox.always(Call.EVENTS, Fault.silence(Duration.ofMinutes(5)));
            CompletableFuture<Void> silent = CompletableFuture.runAsync(() -> client.events(""));
            List<CompletableFuture<HttpResponse<String>>> polls = Stream.generate(() -> client.poll(null)).limit(20).toList();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sandbox.openLongPolls() == 20 && sandbox.count(Call.EVENTS) == 1);
            long start = System.nanoTime();

            sandbox.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(sandbox.openLongPolls()).isZero();
            assertThat(polls).allSatisfy(
                    poll -> assertThat(poll).failsWithin(Duration.ofSeconds(30)).withThrowableThat().withCauseInstanceOf(
                            IOException.class));
            assertThat(silent).failsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void listensOnTheGivenPort() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (BoxSandbox sandbox = new BoxSandbox().port(free).start()) {
            assertThat(sandbox.baseUrl()).isEqualTo("http://localhost:" + free + "/2.0");
            assertThat(new Client(sandbox).options().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void addressIsUnknownBeforeTheFirstStart() {
        try (BoxSandbox sandbox = new BoxSandbox()) {
            assertThatThrownBy(sandbox::baseUrl).isInstanceOf(IllegalStateException.class);
            assertThat(sandbox.channel()).startsWith("sandbox-channel-");
        }
    }

    @Test
    void anotherSandboxGoesOnWithTheEventsInTheFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("box").resolve("events");
        String events;
        String position;
        try (BoxSandbox first = new BoxSandbox().eventFile(file).start()) {
            first.account().upload("Grüße.txt");
            first.publish("{\n  \"event_id\": \"on two lines\"\n}");
            first.backlog(3);
            position = first.position();
            events = new Client(first).page("0").get("entries").toString();
        }
        try (BoxSandbox second = new BoxSandbox().eventFile(file).start()) {
            Client client = new Client(second);
            assertThat(second.position()).isEqualTo(position);
            assertThat(client.page("0").get("entries")).hasToString(events);

            String id = second.account().upload("second.txt");

            assertThat(Client.ids(client.page(position))).containsExactly(id);
            assertThat(Client.ids(client.page("0"))).hasSize(6).doesNotHaveDuplicates();
            assertThat(Files.readAllLines(file)).hasSize(6);
            second.reset();
            assertThat(second.eventCount()).isZero();
            second.account().upload("third.txt");
            assertThat(Files.readAllLines(file)).hasSize(6);
        }
    }

    @Test
    void resetSetsEverythingBack() {
        try (BoxSandbox sandbox = new BoxSandbox().start()) {
            Client client = new Client(sandbox);
            String url = sandbox.baseUrl();
            String asNew = client.options().body();
            List<StubMapping> own = sandbox.wireMock().getStubMappings();
            sandbox.backlog(3);
            sandbox.accessToken("x").realtimeServer(1, 2, 3).overlap(2).pageLimit(1).positionsAsText(true);
            sandbox.repeatWithinPage(true).holdFor(Duration.ZERO).realtimeUrl("http://elsewhere.example/");
            sandbox.next(Call.EVENTS, Fault.status(500)).always(Call.OPTIONS, Fault.status(500));
            sandbox.wireMock().stubFor(get("/extra").willReturn(ok()));
            sandbox.wireMock().removeStubMapping(own.get(3));

            sandbox.reset();

            assertThat(sandbox.requests()).isEmpty();
            assertThat(sandbox.count(Call.OPTIONS)).isZero();
            assertThat(sandbox.baseUrl()).isEqualTo(url);
            assertThat(sandbox.accessToken()).isEqualTo("sandbox-access-token");
            assertThat(client.options().body()).isEqualTo(asNew);
            assertThat(client.events("").body())
                    .isEqualTo("{\"chunk_size\":0,\"entries\":[],\"next_stream_position\":" + sandbox.positionAfter(0) + "}");
            assertThat(sandbox.wireMock().getStubMappings()).containsExactlyInAnyOrderElementsOf(own);
        }
    }

    @Test
    void ownStubsWinOverTheSandbox() {
        try (BoxSandbox sandbox = new BoxSandbox().start()) {
            sandbox.wireMock().stubFor(get("/2.0/events?stream_position=7").willReturn(ok("mine")));

            assertThat(new Client(sandbox).events("stream_position=7").body()).isEqualTo("mine");
        }
    }
}
