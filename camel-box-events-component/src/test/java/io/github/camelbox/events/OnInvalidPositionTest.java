// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static org.assertj.core.api.Assertions.assertThat;

/** What happens when Box does not know the stored position. Other clients start at now without a word, or ask for ever. */
@Timeout(60)
class OnInvalidPositionTest extends BoxEventsTestSupport {

    private static final String UNKNOWN = "1234567890";

    @TempDir
    Path directory;
    private Path file;

    @BeforeEach
    void storeAPosition() throws IOException {
        file = directory.resolve("box.position");
        store(UNKNOWN);
        component.getConfiguration().setRetryInitialDelay(1);
        component.getConfiguration().setRetryMaxDelay(200);
    }

    private void store(String position) throws IOException {
        Files.writeString(file, "{\"key\":\"" + positionKey("all") + "\",\"position\":\"" + position + "\"}");
    }

    private void start(String options) throws Exception {
        route("box-events:all?positionFile=" + file + options, receive());
        context.start();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Invalid stream position", "nextStreamPosition value is malformed" })
    void failReportsItOnceAndTriesAtTheLongestDelayAndHealsByItself(String message) throws Exception {
        store(box.position());
        String first = box.account().upload("first.txt");
        box.always(EVENTS, Fault.boxError(400, "bad_request", message));
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            start("");
            await().until(() -> box.count(EVENTS) >= 4);

            assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health().getMessage()).hasValueSatisfying(text -> assertThat(text).contains(message));
            List<SandboxRequest> requests = box.requests(EVENTS).subList(0, 4);
            assertThat(Duration.between(requests.get(0).at(), requests.get(3).at())).isGreaterThan(Duration.ofMillis(3 * 95));

            box.clearFaults();
            await().until(() -> received.contains(first));
            awaitWaiting();
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(log.ofComponent(Level.WARN)).singleElement().asString()
                    .contains("400", message, "Check the stored position", "onInvalidPosition to earliest or now");
            assertThat(log.ofComponent(Level.INFO)).last().asString().contains("GET /events recovered after");
        }
    }

    @Test
    void failNeverMovesThePositionByItself() throws Exception {
        String missed = box.account().upload("missed.txt");
        start("");
        await().until(() -> box.count(EVENTS) >= 3);

        assertThat(box.requests(EVENTS)).extracting(request -> request.query("stream_position")).containsOnly(UNKNOWN);
        assertThat(Files.readString(file)).contains(UNKNOWN);
        assertThat(received).doesNotContain(missed);
    }

    @Test
    void earliestReportsTheGapAndContinuesWithAllThatBoxRetains() throws Exception {
        List<String> retained = box.account().burst(3);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            start("&onInvalidPosition=earliest");
            await().until(() -> received.size() >= 3);
            awaitWaiting();

            assertThat(received).isEqualTo(retained);
            assertThat(Files.readString(file)).contains("\"" + box.position() + "\"");
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(log.ofComponent(Level.WARN)).singleElement().asString()
                    .contains("Invalid stream position", "Continuing from '0' instead of " + UNKNOWN, "may be missed");
        }
    }

    @Test
    void nowReportsTheGapAndContinuesWithWhatHappensNext() throws Exception {
        box.account().burst(3);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            start("&onInvalidPosition=now");
            awaitWaiting();
            assertThat(Files.readString(file)).contains("\"" + box.position() + "\"");
            String next = box.account().upload("next.txt");
            await().until(() -> received.contains(next));
            awaitWaiting();

            assertThat(received).containsExactly(next);
            assertThat(Files.readString(file)).contains("\"" + box.position() + "\"");
            assertThat(log.ofComponent(Level.WARN)).singleElement().asString()
                    .contains("Continuing from 'now' instead of " + UNKNOWN, "may be missed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "earliest", "now" })
    void aStartThatIsRejectedTooIsTriedAtTheLongestDelay(String policy) throws Exception {
        box.always(EVENTS, Fault.boxError(400, "bad_request", "Invalid stream position"));
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            start("&onInvalidPosition=" + policy);
            await().until(() -> box.count(EVENTS) >= 5);

            // The first two follow each other at once.
            List<SandboxRequest> requests = box.requests(EVENTS).subList(1, 5);
            assertThat(Duration.between(requests.get(0).at(), requests.get(3).at())).isGreaterThan(Duration.ofMillis(3 * 95));
            assertThat(log.ofComponent(Level.WARN)).hasSize(2);

            box.clearFaults();
            awaitWaiting();
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void aPositionThatOnlyTheLongPollRejectsIsNotGivenUp() throws Exception {
        store(box.position());
        box.next(LONG_POLL, Fault.boxError(400, "bad_request", "Invalid stream position"));
        start("&onInvalidPosition=now");
        await().until(() -> box.count(LONG_POLL) == 2);
        String next = box.account().upload("next.txt");

        await().until(() -> received.contains(next));
        assertThat(box.requests(EVENTS)).noneMatch(request -> "now".equals(request.query("stream_position")));
    }
}
