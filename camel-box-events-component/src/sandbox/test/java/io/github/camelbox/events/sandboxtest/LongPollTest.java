// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class LongPollTest {

    private static final String NEW_CHANGE = "{\"version\":1,\"message\":\"new_change\"}";
    private static final String RECONNECT = "{\"version\":1,\"message\":\"reconnect\"}";

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final Client client = new Client(sandbox);

    private void awaitHeld(int polls) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(sandbox.openLongPolls()).isEqualTo(polls));
    }

    private static String body(CompletableFuture<HttpResponse<String>> poll) {
        return poll.orTimeout(30, TimeUnit.SECONDS).join().body();
    }

    static Stream<Consumer<BoxSandbox>> happenings() {
        return Stream.of(box -> box.account().upload("a.txt"), box -> box.publish("{}"), box -> box.backlog(10));
    }

    @ParameterizedTest
    @MethodSource("happenings")
    void isHeldUntilSomethingHappens(Consumer<BoxSandbox> happening) {
        sandbox.backlog(5);
        CompletableFuture<HttpResponse<String>> poll = client.poll(sandbox.position());
        awaitHeld(1);
        await().during(Duration.ofMillis(250)).until(() -> !poll.isDone() && sandbox.openLongPolls() == 1);

        happening.accept(sandbox);

        assertThat(body(poll)).isEqualTo(NEW_CHANGE);
        assertThat(poll.join().headers().firstValue("Connection")).hasValue("close");
        assertThat(sandbox.openLongPolls()).isZero();
    }

    @Test
    void isAnsweredAtOnceIfSomethingNewerExists() {
        sandbox.backlog(5);

        assertThat(body(client.poll(sandbox.positionAfter(4)))).isEqualTo(NEW_CHANGE);
        assertThat(body(client.poll("0"))).isEqualTo(NEW_CHANGE);
    }

    @Test
    void withoutPositionWaitsForTheNextEvent() {
        sandbox.backlog(5);
        CompletableFuture<HttpResponse<String>> poll = client.poll(null);
        awaitHeld(1);

        sandbox.publish("{}");

        assertThat(body(poll)).isEqualTo(NEW_CHANGE);
    }

    @Test
    void idlePollIsAnsweredReconnectAfterTheHoldTime() {
        sandbox.holdFor(Duration.ofMillis(200));
        long start = System.nanoTime();

        assertThat(body(client.poll(sandbox.position()))).isEqualTo(RECONNECT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    @Test
    void holdTimeIsRetryTimeoutByDefault() {
        sandbox.realtimeServer("10", "10", "1");
        long start = System.nanoTime();

        assertThat(body(client.poll(sandbox.position()))).isEqualTo(RECONNECT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    @Test
    void wrongChannelAndWrongPositionAreRefused() {
        sandbox.realtimeUrl(sandbox.baseUrl().replace("/2.0", "/realtime/subscribe?channel=other"));
        assertThat(client.poll(null).join().statusCode()).isEqualTo(404);

        sandbox.realtimeUrl(null);
        assertThat(client.poll("nonsense").join().statusCode()).isEqualTo(400);
    }

    @Test
    void needsNoAuthorization() {
        sandbox.accessToken("other");
        CompletableFuture<HttpResponse<String>> poll = client.poll(null);
        awaitHeld(1);

        assertThat(sandbox.requests(Call.LONG_POLL)).singleElement()
                .satisfies(request -> assertThat(request.header("authorization")).isNull());
        sandbox.publish("{}");
        assertThat(body(poll)).isEqualTo(NEW_CHANGE);
    }

    @Test
    void aHundredPollsAtOnce() {
        List<CompletableFuture<HttpResponse<String>>> polls = Stream.generate(() -> client.poll(sandbox.position())).limit(100)
                .toList();
        awaitHeld(100);
        assertThat(client.options().statusCode()).isEqualTo(200);

        sandbox.publish("{}");

        assertThat(polls).allSatisfy(poll -> assertThat(body(poll)).isEqualTo(NEW_CHANGE));
    }

    @Test
    void aCallerThatHungUpIsNoLongerHeld() throws Exception {
        try (RawConnection connection = new RawConnection(sandbox)) {
            connection.get("/realtime/subscribe?channel=" + sandbox.channel(), "keep-alive", sandbox);
            awaitHeld(1);
        }
        awaitHeld(0);
    }

    @Test
    void resetReleasesHeldPolls() {
        CompletableFuture<HttpResponse<String>> poll = client.poll(null);
        awaitHeld(1);

        sandbox.reset();

        assertThat(body(poll)).isEqualTo(RECONNECT);
    }

    @Test
    void heldPollsCanBeAnswered() throws Exception {
        try (RawConnection cut = new RawConnection(sandbox)) {
            cut.get("/realtime/subscribe?channel=" + sandbox.channel(), "keep-alive", sandbox);
            awaitHeld(1);
            sandbox.answerLongPolls(Fault.reset());
            assertThatThrownBy(() -> cut.in().read()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }

        CompletableFuture<HttpResponse<String>> told = client.poll(null);
        awaitHeld(1);
        sandbox.answerLongPolls(Fault.message("max_retries"));
        assertThat(body(told)).contains("max_retries");

        CompletableFuture<HttpResponse<String>> later = client.poll(null);
        awaitHeld(1);
        sandbox.publish("{}");
        assertThat(body(later)).isEqualTo(NEW_CHANGE);
    }

    @Test
    void wakesUpQuickly() {
        // At its best: the machine may be busy.
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            CompletableFuture<HttpResponse<String>> poll = client.poll(sandbox.position());
            awaitHeld(1);
            long start = System.nanoTime();
            sandbox.publish("{}");
            body(poll);
            return System.nanoTime() - start < Duration.ofMillis(30).toNanos();
        });
    }
}
