// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One of the clients on a sandbox of its own: starts it, lets something happen, and says what became of the stream. */
final class PeerTrial implements AutoCloseable {

    /**
     * A client that has asked nothing for so long does so no more: four times the longest pause that any of them makes after a
     * failure that was its only one (com.box.sdkgen: 5 s).
     */
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final BoxSandbox box = new BoxSandbox().start();
    private final Peer peer;
    private final boolean fails;
    private final Path log;
    private final Path position;
    private final List<String> published = new ArrayList<>();
    private FaultyProxy proxy;
    private ForkedJvm process;
    private Instant started;
    private boolean ready;

    /**
     * @param fails whether the user's code fails at the first event
     * @param saves whether the user's code saves the position, where it can and the client does not
     */
    PeerTrial(Peer peer, boolean fails, boolean saves, Path directory) {
        this.peer = peer;
        this.fails = fails;
        log = directory.resolve("log");
        position = saves || peer == Peer.COMPONENT ? directory.resolve("position") : null;
        box.positionsAsText(peer.needsText());
    }

    /** Does this to the next page, on the wire. Before the start. */
    void breakNextPage(FaultyProxy.Wire wire) throws IOException {
        proxy = new FaultyProxy(box);
        proxy.always(Call.EVENTS, connection -> {
            if (box.eventCount() == 0) {
                connection.pass();
            } else {
                proxy.mend();
                wire.respond(connection);
            }
        });
    }

    void start() throws IOException {
        started = Instant.now();
        String api = proxy == null ? box.baseUrl() : proxy.baseUrl();
        process = peer.start(log, api.replace("/2.0", ""), box.accessToken(), fails, position);
    }

    /** Starts it, and returns when it listens, or will not. */
    void listen() throws IOException {
        start();
        await(() -> hasCaughtUp() || ended() || isSilent());
        ready = hasCaughtUp();
    }

    /** Starts it, and fails if it does not listen: this machine is too busy to measure anything. */
    void listenForSure() throws IOException {
        listen();
        if (!ready) {
            throw new IllegalStateException(peer + " does not listen within " + PATIENCE);
        }
    }

    /** What happens in the account. */
    void publish(int events) {
        published.addAll(box.account().burst(events));
    }

    /** Waits until all has arrived or nothing will any more. */
    void settle() {
        await(() -> lost() == 0 || ended() || isSilent() || hasCaughtUp());
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** How many events did not arrive. */
    int lost() {
        Set<String> missing = new LinkedHashSet<>(published);
        missing.removeAll(lines("event "));
        return missing.size();
    }

    /** How often the first event arrived. */
    long timesOfFirst() {
        return lines("event ").stream().filter(published.get(0)::equals).count();
    }

    /** What became of the stream. */
    String outcome() throws Exception {
        if (ready && lost() == 0) {
            return "continues";
        } else if (ended()) {
            return ready ? "the process ends" : "fails at the start";
        } else if (!isSilent()) {
            return hasCaughtUp() ? "continues, without " + lost() + " of " + published.size() + " events"
                    : (ready ? "" : "at the start, ") + "repeats a request that fails, " + requestsPerSecond()
                            + " times a second";
        }
        boolean told = !lines("told ").isEmpty();
        process.askToEnd();
        process.endsWithin(SILENCE);
        List<String> route = lines("route ");
        return route.isEmpty() ? "the stream ends" + (told ? "" : " silently")
                : "the stream ends, the route stays " + route.get(0).toLowerCase(Locale.ROOT);
    }

    /** What becomes of an open long poll, and of the process, when the client is asked to stop. */
    String stop() throws Exception {
        await(() -> box.openLongPolls() > 0);
        Instant start = Instant.now();
        long polls = box.count(Call.LONG_POLL);
        process.askToEnd();
        Instant lastOpen = start;
        // The sandbox notices within 0.1 s that a process is gone.
        while (!(process.endsWithin(Duration.ofMillis(20)) && box.openLongPolls() == 0)
                && Instant.now().isBefore(start.plus(SILENCE.plusSeconds(10)))) {
            lastOpen = box.openLongPolls() > 0 ? Instant.now() : lastOpen;
        }
        Duration open = Duration.between(start, lastOpen);
        String poll = box.openLongPolls() > 0 ? box.count(Call.LONG_POLL) > polls ? "polls again" : "leaves it open"
                : open.toSeconds() < 1 ? "cuts it off at once"
                : "ends it after " + open.toSeconds() + " s";
        return ended() ? poll : poll + ", and the process goes on";
    }

    /** Whether the access token goes to the real-time server. */
    boolean sendsTokenToRealtimeServer() {
        return box.requests(Call.LONG_POLL).stream().anyMatch(poll -> poll.header("Authorization") != null);
    }

    /** Whether it asked for a position that it was never given. */
    boolean changesPositions() {
        Set<String> given = new LinkedHashSet<>(List.of("now", "0"));
        for (int i = 0; i <= box.eventCount(); i++) {
            given.add(box.positionAfter(i));
        }
        return box.requests().stream().map(request -> request.query("stream_position"))
                .anyMatch(asked -> asked != null && !given.contains(asked));
    }

    private boolean ended() {
        try {
            return process.endsWithin(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether it has asked nothing for long, and waits for nothing; or waits, but not for what there is. */
    private boolean isSilent() {
        List<SandboxRequest> requests = box.requests();
        Instant last = requests.isEmpty() ? Instant.MIN : requests.get(requests.size() - 1).at();
        // One that has asked nothing yet is only slow to start.
        return last.isAfter(started) && last.isBefore(Instant.now().minus(SILENCE)) && !hasCaughtUp();
    }

    /** Whether it waits for what comes after all there is. */
    private boolean hasCaughtUp() {
        List<SandboxRequest> polls = box.requests(Call.LONG_POLL);
        return box.openLongPolls() > 0 && box.position().equals(polls.get(polls.size() - 1).query("stream_position"));
    }

    private long requestsPerSecond() {
        Instant since = Instant.now().minusSeconds(5);
        return box.requests().stream().filter(request -> request.at().isAfter(since)).count() / 5;
    }

    private List<String> lines(String prefix) {
        try {
            return process.output().lines().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        try {
            // A client may ask for more before its user's code has printed what came.
            Awaitility.await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            // It is never done: the outcome says so.
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
        if (proxy != null) {
            proxy.close();
        }
        box.close();
    }
}
