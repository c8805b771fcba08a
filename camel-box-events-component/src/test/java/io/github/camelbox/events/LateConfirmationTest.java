// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.List;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/** The GET that only confirms that a page was the last: when it is put off, and what makes up for it. */
@Timeout(90)
class LateConfirmationTest extends BoxEventsTestSupport {

    private static final Fault SILENCE = Fault.silence(Duration.ofHours(1));
    // Longer than a poll that returns at once, shorter than one that is quiet.
    private static final Duration A_WHILE = Duration.ofMillis(150);

    private void start(String options) throws Exception {
        context.getRegistry().bind("positions", positions);
        route("box-events:all?streamPosition=0&maxRequestsPerMinute=0&positionRepository=#positions" + options, receive());
        context.start();
        awaitRest();
    }

    // A poll that returns sooner tells of a backlog.
    private void awaitRest() {
        awaitWaiting();
        await().during(A_WHILE).until(() -> box.openLongPolls() == 1);
    }

    private void awaitConfirmation() {
        await().until(() -> box.count(LONG_POLL) == 2 && box.count(EVENTS) == pagesBeforePoll(2) + 1);
    }

    // How many pages were asked for before the n-th poll was opened.
    private long pagesBeforePoll(int n) {
        List<SandboxRequest> requests = box.requests();
        SandboxRequest poll = box.requests(LONG_POLL).get(n - 1);
        return requests.subList(0, requests.indexOf(poll)).stream().filter(request -> request.call() == EVENTS).count();
    }

    @Test
    void aTrickleCostsOnePageEach() throws Exception {
        start("");
        long before = box.count(EVENTS);
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            publish("event-" + i);
            awaitReceived("event-" + i);
            awaitRest();
        }

        // Where the machine was slow, the poll was quiet for a second.
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(box.count(EVENTS) - before).isLessThanOrEqualTo(10 + seconds);
    }

    @Test
    void aPollThatStaysQuietIsConfirmedOnceAndStaysOpen() throws Exception {
        start("");
        publish("a");
        awaitReceived("a");
        awaitConfirmation();

        await().during(Duration.ofMillis(1500)).until(() -> box.openLongPolls() == 1);
        assertThat(box.count(EVENTS)).isEqualTo(pagesBeforePoll(2) + 1);
        assertThat(box.count(LONG_POLL)).isEqualTo(2);
        assertThat(box.count(OPTIONS)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "&maxInFlight=3" })
    void anEventThatThePollDoesNotTellOfComesAllTheSame(String options) throws Exception {
        start(options);
        box.always(LONG_POLL, SILENCE);
        publish("a");
        awaitReceived("a");
        await().until(() -> box.count(LONG_POLL) == 2);
        publish("b");

        awaitReceived("b");
        assertThat(box.count(LONG_POLL)).isEqualTo(2);
        await().until(() -> box.position().equals(positions.getState(positionKey("all"))));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anEmptyConfirmingPageWithANewPositionMovesTheStoredOneAndLeavesThePollOpen() throws Exception {
        start("");
        box.next(EVENTS, Fault.silence(Duration.ZERO), Fault.page("{\"entries\":[],\"next_stream_position\":\"further\"}"));
        publish("a");

        await().until(() -> positions.stored().contains("further"));
        assertThat(box.openLongPolls()).isOne();
        assertThat(box.count(LONG_POLL)).isEqualTo(2);
    }

    @Test
    void aWakeUpDuringTheConfirmingPageIsFollowedByAnotherPage() throws Exception {
        start("");
        // The page is taken before the event happens, and arrives after.
        String empty = "{\"entries\":[],\"next_stream_position\":" + (Long.parseLong(box.position()) + 1) + "}";
        box.next(EVENTS, Fault.silence(Duration.ZERO), Fault.page(empty).after(Duration.ofSeconds(1)));
        publish("a");
        awaitReceived("a");
        awaitConfirmation();
        publish("b");

        awaitReceived("b");
        assertThat(received).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = { "reconnect", "max_retries" })
    void aPollThatEndsOtherwiseBeforeTheConfirmationIsFollowedByAPage(String message) throws Exception {
        start("");
        box.next(LONG_POLL, Fault.message(message).after(A_WHILE));
        publish("a");
        awaitReceived("a");
        await().until(() -> box.count(LONG_POLL) == 3);

        assertThat(pagesBeforePoll(3)).isGreaterThan(pagesBeforePoll(2));
    }

    @ParameterizedTest
    @ValueSource(strings = { "start", "resume", "reconnect", "an error of the page", "an error of the poll", "a larger page" })
    void otherwiseAPageIsConfirmedBeforeThePoll(String what) throws Exception {
        if (what.equals("start")) {
            publish("a");
        }
        start(what.equals("a larger page") ? "&limit=10" : "");
        int polls = 1;
        long before = what.equals("start") ? 0 : box.count(EVENTS);
        switch (what) {
            case "resume" -> {
                consumer().suspend();
                awaitAtGate();
                publish("a");
                consumer().resume();
            }
            case "reconnect" -> {
                box.answerLongPolls(Fault.message("reconnect").after(A_WHILE));
                publish("a");
            }
            case "an error of the page" -> {
                box.next(EVENTS, Fault.status(503));
                publish("a");
                before++;
            }
            case "an error of the poll" -> {
                box.answerLongPolls(Fault.status(503).after(A_WHILE));
                publish("a");
            }
            case "a larger page" -> box.account().burst(2);
            default -> polls = 0;
        }
        int next = polls + 1;
        await().until(() -> box.count(LONG_POLL) >= next && !received.isEmpty());

        // The page with the event, and the empty one.
        assertThat(pagesBeforePoll(next) - before).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aBacklogInShortPagesIsDrainedOnceAPollReturnsAtOnce() throws Exception {
        start("");
        box.pageLimit(1);

        // One that was quiet, and one that returned at once; more on a machine that is busy, where none does: then once more.
        await().until(() -> pollsForABacklog(20) < 10);
    }

    private long pollsForABacklog(int events) {
        long before = box.count(LONG_POLL);
        received.clear();
        List<String> ids = box.account().burst(events);
        awaitReceived(ids.toArray(String[]::new));
        awaitRest();
        assertThat(received).isEqualTo(ids);
        return box.count(LONG_POLL) - before;
    }

    @Test // Takes half a minute: a poll is silent for 6 s.
    void threeSilentPollsInARowBringTheOldWayBack() throws Exception {
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            start("&eventTypes=ITEM_UPLOAD");
            // Two are silent; one tells of it, but late; three are silent.
            List<Fault> polls
                    = List.of(SILENCE, SILENCE, Fault.message("new_change").after(Duration.ofSeconds(3)), SILENCE, SILENCE,
                            SILENCE);
            for (Fault poll : polls) {
                assertThat(linesAboutSilence(log)).isZero();
                confirm(poll);
            }
            assertThat(linesAboutSilence(log)).isOne();

            int next = (int) box.count(LONG_POLL);
            publish("last");
            awaitReceived("last");
            await().until(() -> box.count(LONG_POLL) == next + 1);
            assertThat(pagesBeforePoll(next + 1) - pagesBeforePoll(next)).isGreaterThanOrEqualTo(2);
        }
    }

    // An event of which a poll tells; and then one that only the confirming page brings, while the next poll is open, which is
    // given up 5 s later unless it tells. That the event is filtered out makes no difference.
    private void confirm(Fault nextPoll) {
        int polls = (int) box.count(LONG_POLL);
        box.next(LONG_POLL, nextPoll);
        publish("told-" + polls);
        awaitReceived("told-" + polls);
        await().until(() -> box.count(LONG_POLL) == polls + 1);
        box.publish(polls % 2 == 0 ? event("untold-" + polls) : event("untold-" + polls).replace("ITEM_UPLOAD", "ITEM_RENAME"));
        await().until(() -> box.count(LONG_POLL) == polls + 2);
        awaitRest();
    }

    private static long linesAboutSilence(LogCapture log) {
        return log.ofComponent(Level.INFO).stream().filter(line -> line.contains("three times in a row")).count();
    }

    @Test
    void aConfirmingPageThatFailsIsAFailureOfFetchingAndTriedAgain() throws Exception {
        start("&exceptionHandler=#reports");
        box.next(EVENTS, Fault.silence(Duration.ZERO), Fault.status(503));
        publish("a");
        await().until(() -> consumer().getFetchFailures() == 1);

        await().until(() -> health().getState() == HealthCheck.State.UP);
        assertThat(reports.messages()).singleElement().asString().contains("GET /events failed with 503");
        assertThat(box.count(Call.OPTIONS)).isOne();
        publish("b");
        awaitReceived("a", "b");
    }

    @Test
    void theConfirmingPageWaitsForTheBudget() throws Exception {
        // Five at once and 15 in the course of a minute.
        component.getConfiguration().setMaxRequestsPerMinute(20);
        route("box-events:all?streamPosition=0", receive());
        context.start();
        for (String id : List.of("a", "b", "c", "d")) {
            awaitRest();
            publish(id);
            awaitReceived(id);
        }

        List<SandboxRequest> calls = box.requests().stream().filter(request -> request.call() != LONG_POLL).toList();
        long span = Duration.between(calls.get(0).at(), calls.get(calls.size() - 1).at()).toMillis();
        assertThat(calls.size()).isLessThanOrEqualTo((int) (6 + span * 15 / 60_000));
    }
}
