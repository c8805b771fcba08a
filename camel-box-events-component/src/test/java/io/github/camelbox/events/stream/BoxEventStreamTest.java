// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.auth.FixedCredentials;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpLease;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.box.RealtimeAuth;
import io.github.camelbox.events.box.RequestSettings;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/** The cycle: which answer leads to which request. */
class BoxEventStreamTest {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    private static final RetryPolicy QUICK = new RetryPolicy(Duration.ofMillis(10), 2, Duration.ofMillis(50), -1);

    private final CloseableHttpClient http = HttpClients.custom().disableAutomaticRetries().disableRedirectHandling().build();
    private final ScheduledExecutorService timeoutScheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final RecordingListener listener = new RecordingListener();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Gate gate = new Gate();
    private BoxSandbox box;
    private BoxEventStream stream;
    private Thread pump;
    private int seen;

    @BeforeEach
    void useSandbox() {
        box = SANDBOX.sandbox();
    }

    @AfterEach
    void close() throws Exception {
        gate.end();
        stream.close();
        if (pump != null) {
            pump.join();
        }
        timeoutScheduler.shutdownNow();
        executor.shutdownNow();
        http.close();
    }

    /** What a test varies. */
    private record Settings(Duration longPollTimeout, RealtimeAuth auth, RetryPolicy policy) {
    }

    private Settings settings(Duration longPollTimeout, RealtimeAuth auth, RetryPolicy policy) {
        return new Settings(longPollTimeout, auth, policy);
    }

    private void open(String position, Settings settings) {
        RequestSettings requests = new RequestSettings(URI.create(box.baseUrl()), StreamType.all, Map.of(), null, 500, null,
                Duration.ofSeconds(5), settings.auth, List.of());
        StreamSettings cycle
                = new StreamSettings(true, null, null, null, 500, settings.longPollTimeout, null, 0, settings.policy, null);
        stream = new BoxEventStream(
                (open, meter, noPolls) -> new BoxClient(lease(), timeoutScheduler,
                        new FixedCredentials("Bearer " + box.accessToken()),
                        requests, open, meter, noPolls),
                executor, cycle, position, event -> !delivered.contains(String.valueOf(event.getEventId())), () -> true,
                listener, gate);
    }

    private HttpLease lease() {
        return new HttpLease() {
            @Override
            public HttpClient client() {
                return http;
            }

            @Override
            public void close() {
                // The test closes it.
            }
        };
    }

    /** As the failure boundary of a subscription does it. */
    private EventPage next(Deadline deadline) {
        while (!stream.isOver() && !gate.isEnded()) {
            try {
                EventPage page = stream.next(deadline);
                if (page != null) {
                    stream.advance(page);
                }
                return page;
            } catch (CancelledException e) {
                stream.suspended(false);
            } catch (Exception e) {
                stream.failed(e);
            }
        }
        return null;
    }

    /** Runs the stream in the background; its events are received, and count as delivered. */
    private void run(String position, Settings settings) {
        open(position, settings);
        pump();
    }

    private void pump() {
        pump = new Thread(() -> {
            for (EventPage page = next(Deadline.never()); page != null; page = next(Deadline.never())) {
                receive(page);
            }
        });
        pump.start();
    }

    private void receive(EventPage page) {
        for (BoxEvent event : page.events()) {
            String id = String.valueOf(event.getEventId());
            if (delivered.add(id)) {
                received.add(id);
            }
        }
    }

    private void run() {
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        calls();
    }

    private void awaitWaiting() {
        await(() -> stream.state() == StreamState.WAITING && box.openLongPolls() == 1);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** The calls since the last time this was asked. */
    private List<Call> calls() {
        List<Call> all = box.requests().stream().map(SandboxRequest::call).toList();
        List<Call> fresh = all.subList(seen, all.size());
        seen = all.size();
        return fresh;
    }

    private long fetchesBeforePoll(int n) {
        List<SandboxRequest> requests = box.requests();
        SandboxRequest poll = box.requests(LONG_POLL).get(n - 1);
        return requests.subList(0, requests.indexOf(poll)).stream().filter(request -> request.call() == EVENTS).count();
    }

    private void uploadAndReceive() {
        String id = box.account().upload("a.txt");
        await(() -> received.contains(id));
        awaitWaiting();
    }

    @Test
    void asksForThePositionThenForTheServerThenWaits() {
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        assertThat(calls()).containsExactly(EVENTS, OPTIONS, LONG_POLL);
        assertThat(listener.states).containsExactly(StreamState.DRAINING, StreamState.CONNECTING, StreamState.WAITING);
        assertThat(stream.position()).isEqualTo(box.position());
    }

    @Test
    void newChangeDrainsAndPollsTheSameUrlAgain() {
        run();
        uploadAndReceive();
        uploadAndReceive();
        // How often events are fetched depends on how long the poll was quiet.
        assertThat(calls()).startsWith(EVENTS).filteredOn(call -> call != EVENTS).containsExactly(LONG_POLL, LONG_POLL);
        assertThat(box.requests(LONG_POLL).get(2).query("stream_position")).isEqualTo(box.position());
    }

    @Test
    void theHistoricNewMessageIsANewChange() {
        run();
        box.next(LONG_POLL, Fault.message("new_message"));
        uploadAndReceive();
        uploadAndReceive();
        assertThat(calls()).doesNotContain(OPTIONS);
        assertThat(listener.failures).isEmpty();
    }

    @Test
    void drainsUntilAPageIsEmptyHoweverShortThePages() {
        box.pageLimit(2);
        box.backlog(5);
        run("0", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        assertThat(received).hasSize(5);
        assertThat(calls()).containsExactly(EVENTS, EVENTS, EVENTS, EVENTS, OPTIONS, LONG_POLL);
    }

    @Test
    void reconnectAndMaxRetriesAskForAnotherServer() {
        box.next(LONG_POLL, Fault.message("reconnect"), Fault.message("max_retries"));
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        await(() -> box.count(LONG_POLL) == 3);
        assertThat(calls()).containsExactly(
                EVENTS, OPTIONS, LONG_POLL, EVENTS, OPTIONS, LONG_POLL, EVENTS, OPTIONS, LONG_POLL);
        assertThat(listener.failures).isEmpty();
    }

    @Test
    void aServerIsUsedForAsManyPollsAsItAllows() {
        box.realtimeServer("10", "2", 610);
        run();
        uploadAndReceive();
        uploadAndReceive();
        uploadAndReceive();
        assertThat(calls()).filteredOn(call -> call != EVENTS).containsExactly(LONG_POLL, OPTIONS, LONG_POLL, LONG_POLL);
    }

    @Test
    void aServerIsUsedForAsLongAsItsTtl() {
        box.realtimeServer(0.005, 1000, 610);
        run();
        await(() -> {
            uploadAndReceive();
            return calls().contains(OPTIONS);
        });
        assertThat(listener.failures).isEmpty();
    }

    @Test
    void whenRetryTimeoutPassesTheSameUrlIsPolledAgain() {
        box.holdFor(Duration.ofHours(1));
        run("now", settings(Duration.ofMillis(50), RealtimeAuth.auto, QUICK));
        await(() -> box.count(LONG_POLL) >= 4);
        assertThat(calls().subList(0, 6)).containsExactly(EVENTS, OPTIONS, LONG_POLL, LONG_POLL, LONG_POLL, LONG_POLL);
        assertThat(listener.failures).isEmpty();
    }

    @Test
    void theServersRetryTimeoutBoundsThePoll() {
        box.holdFor(Duration.ofHours(1)).realtimeServer("10", "10", 1);
        run();
        await(() -> box.count(LONG_POLL) >= 2);
        assertThat(calls()).containsOnly(LONG_POLL);
    }

    @Test
    void anythingElseBacksOffAndAsksForAnotherServer() {
        box.next(LONG_POLL, Fault.message("hello"), Fault.body("text/html", "<html>Sign in</html>"), Fault.status(503),
                Fault.reset(), Fault.body("application/json", "{\"version\":1}"), Fault.closed());
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        await(() -> box.count(LONG_POLL) == 7);
        assertThat(box.count(OPTIONS)).isEqualTo(7);
        assertThat(listener.states).contains(StreamState.BACKING_OFF);
        assertThat(listener.failures).hasSize(6).allSatisfy(failure -> assertThat(failure).startsWith("POLL "));
        assertThat(listener.failures.get(5)).startsWith("POLL 6 ");
    }

    @Test
    void aFailureInOnePlaceNeitherResetsNorLengthensTheDelayOfAnother() {
        box.next(OPTIONS, Fault.status(500), Fault.status(500));
        box.next(LONG_POLL, Fault.status(502), Fault.status(502));
        box.next(EVENTS, Fault.status(503), Fault.status(503));
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        assertThat(listener.failures).extracting(text -> text.substring(0, text.indexOf(':'))).containsExactly(
                "FETCH 1 ", "FETCH 2 ", "CONNECT 1 ", "CONNECT 2 ", "POLL 1 ", "POLL 2 ");
        assertThat(listener.recoveries).contains("FETCH 2", "CONNECT 2");
    }

    @Test
    void wakeUpsThatBringNothingNewComeSlowerAndSlower() {
        run();
        box.always(LONG_POLL, Fault.message("new_change"));
        box.account().upload("wakes the open poll");
        await(() -> received.size() == 1);
        long start = System.nanoTime();
        long before = box.count(LONG_POLL);
        await(() -> box.count(LONG_POLL) >= before + 7);
        // 50 + 100 + 200 + 400 + 800 ms of pauses at the least, after one wake-up without.
        assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(1500).toNanos());

        box.clearFaults();
        uploadAndReceive();
    }

    @Test
    void reconnectsThatComeAtOnceAreSlowedDownToo() {
        box.always(LONG_POLL, Fault.message("reconnect"));
        long start = System.nanoTime();
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        await(() -> box.count(LONG_POLL) >= 8);
        assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(1500).toNanos());
    }

    @Test
    void aPageThatNeverMovesDoesNotSpin() {
        run();
        String position = box.position();
        box.always(EVENTS,
                Fault.page("{\"entries\":[{\"event_id\":\"1\"},{\"event_id\":null}],\"next_stream_position\":" + position
                        + "}"));
        box.always(LONG_POLL, Fault.message("new_change"));
        box.account().upload("wakes the open poll");
        await(() -> box.count(LONG_POLL) >= 6);
        assertThat(received).containsExactly("1", "null");
        assertThat(fetchesBeforePoll(6)).isLessThan(20);
    }

    @Test
    void positionsThatGoRoundInCirclesDoNotSpin() {
        box.backlog(3);
        run("0", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        String repeat = "{\"entries\":[{\"event_id\":\"" + received.get(0) + "\"}],\"next_stream_position\":";
        for (int i = 0; i < 100; i++) {
            box.next(EVENTS, Fault.page(repeat + box.positionAfter(1) + "}"), Fault.page(repeat + box.positionAfter(2) + "}"));
        }
        long events = box.count(EVENTS);
        long polls = box.count(LONG_POLL);
        box.account().upload("wakes the open poll");
        await(() -> box.count(LONG_POLL) >= polls + 5);
        assertThat(fetchesBeforePoll((int) polls + 5) - events).isLessThan(4 * 5 + 1);
    }

    @Test
    void aRestartAtAnEarlierPositionIsNoCircle() {
        box.always(LONG_POLL, Fault.silence(Duration.ofMinutes(5)));
        box.pageLimit(2);
        box.backlog(10);
        open("0", settings(null, RealtimeAuth.auto, QUICK));
        for (int i = 0; i < 3; i++) {
            receive(next(Deadline.never()));
        }

        stream.restart(box.positionAfter(2));

        pump();
        await(() -> received.size() == 10);
    }

    @Test
    void positionsGoBackToBoxDigitForDigit() {
        box.positionsAsText(true);
        box.backlog(3);
        run("0", settings(null, RealtimeAuth.auto, QUICK));
        awaitWaiting();
        assertThat(box.requests(EVENTS)).extracting(request -> request.query("stream_position"))
                .containsExactly("0", box.position());
    }

    @Test
    void theLongPollCarriesTheTokenOnlyIfToldSo() {
        run("now", settings(null, RealtimeAuth.always, QUICK));
        awaitWaiting();
        assertThat(box.requests(LONG_POLL).get(0).header("authorization")).isEqualTo("Bearer " + box.accessToken());
    }

    @Test
    void autoSendsNoTokenOverPlainHttpEvenIfRefused() {
        box.next(LONG_POLL, Fault.status(401), Fault.status(403));
        run("now", settings(null, RealtimeAuth.auto, QUICK));
        await(() -> box.count(LONG_POLL) == 3);
        assertThat(box.requests(LONG_POLL)).allSatisfy(request -> assertThat(request.header("authorization")).isNull());
    }

    @Test
    void givesUpAfterMaxRetries() {
        box.always(EVENTS, Fault.status(500));
        open("now", settings(null, RealtimeAuth.auto, new RetryPolicy(Duration.ofMillis(10), 2, Duration.ofMillis(50), 2)));
        assertThat(next(Deadline.never())).isNull();
        assertThat(stream.state()).isEqualTo(StreamState.STOPPED);
        assertThat(box.count(EVENTS)).isEqualTo(3);
        assertThat(listener.gaveUp).hasSize(1);
    }

    @Test
    void aDeadlineThatHasPassedStillAsksOnce() {
        box.backlog(1);
        open("0", settings(null, RealtimeAuth.auto, QUICK));
        assertThat(next(Deadline.in(Duration.ZERO)).events()).hasSize(1);
        assertThat(next(Deadline.in(Duration.ZERO))).isNull();
        assertThat(calls()).containsExactly(EVENTS, EVENTS);
    }

    @Test
    void aDeadlineEndsALongPollWhichIsThenTakenUpByALookAtTheEvents() {
        open("now", settings(null, RealtimeAuth.auto, QUICK));
        assertThat(next(Deadline.in(Duration.ofMillis(300)))).isNotNull();
        do {
            assertThat(next(Deadline.in(Duration.ofMillis(300)))).isNull();
        } while (box.count(LONG_POLL) == 0);
        box.account().upload("a.txt");
        assertThat(next(Deadline.in(Duration.ZERO)).events()).hasSize(1);
        assertThat(calls()).startsWith(EVENTS, EVENTS, OPTIONS).containsSubsequence(OPTIONS, LONG_POLL).endsWith(EVENTS);
    }

    /** Notes what it is told. */
    private static final class RecordingListener extends StreamReporter {

        final List<StreamState> states = new CopyOnWriteArrayList<>();
        final List<String> failures = new CopyOnWriteArrayList<>();
        final List<String> recoveries = new CopyOnWriteArrayList<>();
        final List<String> abandoned = new CopyOnWriteArrayList<>();
        final List<String> gaveUp = new ArrayList<>();

        RecordingListener() {
            super("test", () -> new LoggingExceptionHandler(null, BoxEventStreamTest.class), failure -> {
            }, null);
        }

        @Override
        void stateChanged(StreamState from, StreamState to) {
            states.add(to);
        }

        @Override
        void failed(CurrentError error, boolean news, Throwable failure, Duration delay) {
            failures.add(error.operation().name() + " " + error.count() + " : " + failure.getMessage());
        }

        @Override
        public void succeeded(Operation operation) {
            CurrentError recovered = errors().ended(operation);
            if (recovered != null) {
                recoveries.add(operation.name() + " " + recovered.count());
            }
        }

        @Override
        void positionAbandoned(String position, String start, BoxApiException failure) {
            abandoned.add(position + " -> " + start + ": " + failure.getMessage());
        }

        @Override
        void gaveUp(CurrentError error, Throwable failure) {
            gaveUp.add(error.operation().name());
        }
    }
}
