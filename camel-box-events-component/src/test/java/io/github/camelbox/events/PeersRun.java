// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The component beside the other clients of Box's events, under the same faults: prints the README's table of how it differs.
 * Runs in the Maven profile {@code peers}, by {@code .ci/peers}; see docs/testing.md.
 */
class PeersRun {

    private static final int RUNS = Integer.getInteger("peers.runs", 3);
    private static final int EVENTS = 400;
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int KILLED_AFTER = 160;
    private static final int STARTED_AFTER = 200;
    /** With the output of the clients, and the table. */
    private static final Path DIRECTORY = Path.of("target", "peers");

    /** What is told of a client in one cell of the table. */
    private interface Cell {

        String of(Peer peer) throws Exception;
    }

    /** What happens to a client that listens. */
    private interface Incident {

        void happen(PeerTrial trial) throws Exception;
    }

    /** A process that was killed, and the next. */
    private record Kill(int lost, boolean resumed) {
    }

    @Test
    void theComponentKeepsItsPromises() throws Exception {
        List<Peer> peers = Arrays.stream(Peer.values()).filter(Peer::isThere).toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", peers, Peer::title));
        List<Peer> savers = peers.stream().filter(Peer::canSave).toList();
        Map<Peer, List<Kill>> kills = new EnumMap<>(Peer.class);
        Map<Peer, List<Kill>> savedKills = new EnumMap<>(Peer.class);
        for (int run = 0; run < RUNS; run++) {
            List<Callable<Kill>> round = new ArrayList<>();
            peers.forEach(peer -> round.add(() -> kill(peer, false)));
            savers.forEach(peer -> round.add(() -> kill(peer, true)));
            Iterator<Kill> results = together(round).iterator();
            peers.forEach(peer -> kills.computeIfAbsent(peer, p -> new ArrayList<>()).add(results.next()));
            savers.forEach(peer -> savedKills.computeIfAbsent(peer, p -> new ArrayList<>()).add(results.next()));
        }
        rows.add(row("the position outlives the process", peers, peer -> resumed(kills.get(peer)) ? "yes"
                : resumed(savedKills.get(peer)) ? "if your code saves it" : "no"));
        rows.add(row("lost of " + EVENTS + " events at a `kill -9` and 2 s without a process", peers,
                peer -> lost(kills.get(peer))
                        + (peer.canSave() ? "; " + lost(savedKills.get(peer)) + " if your code saves the position" : "")));
        rows.add(outcome("one 401 in response to `GET /events`", peers,
                trial -> trial.box.next(Call.EVENTS, Fault.unauthorized())));
        rows.add(parallel("a connection that is reset within a page", peers,
                peer -> brokenPage(peer, FaultyProxy::resetMidBody)));
        rows.add(parallel("a connection that ends early within a page", peers,
                peer -> brokenPage(peer, FaultyProxy::endMidBody)));
        rows.add(parallel("the route, or your listener, throws", peers, PeersRun::throwing));
        rows.add(parallel("a stop while a long poll is open", peers, PeersRun::stop));
        rows.add(parallel("sends the access token to the real-time server", peers, PeersRun::token));
        rows.add(parallel("positions as text", peers, peer -> positions(peer, true)));
        rows.add(parallel("positions as numbers beyond 2^53", peers, peer -> positions(peer, false)));

        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        table.insert(table.indexOf("\n") + 1, "|---".repeat(peers.size() + 1) + "|\n");
        Files.writeString(DIRECTORY.resolve("table.md"), table);
        System.out.println(table);
        assertThat(rows).extracting(row -> row.get(1)).containsExactly("this", "yes", "0, 0, 0".substring(0, 3 * RUNS - 2),
                "continues", "continues", "continues", "the same event again", "cuts it off at once", "no", "continues",
                "continues");
    }

    private static boolean resumed(List<Kill> kills) {
        return kills != null && kills.stream().allMatch(Kill::resumed);
    }

    private static String lost(List<Kill> kills) {
        return String.join(", ", kills.stream().map(kill -> Integer.toString(kill.lost)).toList());
    }

    /** Twenty events a second; the process is killed after eight seconds and started again, by the same command, after ten. */
    private static Kill kill(Peer peer, boolean saving) throws Exception {
        try (PeerTrial trial = trial(peer, false, saving)) {
            trial.listenForSure();
            int asked = 0;
            long start = System.nanoTime();
            for (int i = 1; i <= EVENTS; i++) {
                LockSupport.parkNanos(start + i * INTERVAL.toNanos() - System.nanoTime());
                trial.publish(1);
                if (i == KILLED_AFTER) {
                    trial.kill();
                    asked = trial.box.requests(Call.EVENTS).size();
                } else if (i == STARTED_AFTER) {
                    trial.start();
                }
            }
            trial.settle();
            String position = trial.box.requests(Call.EVENTS).get(asked).query("stream_position");
            return new Kill(trial.lost(), !"now".equals(position));
        }
    }

    private static List<String> outcome(String title, List<Peer> peers, Incident incident) throws Exception {
        return parallel(title, peers, peer -> outcome(trial(peer, false, false), incident));
    }

    private static String outcome(PeerTrial client, Incident incident) throws Exception {
        try (PeerTrial trial = client) {
            trial.listen();
            incident.happen(trial);
            trial.publish(100);
            trial.settle();
            // The stream may have come through it, and yet not go on.
            trial.publish(1);
            trial.settle();
            return trial.outcome();
        }
    }

    /** Several times: what becomes of box-node-sdk depends on whether the head of the response arrives alone. */
    private static String brokenPage(Peer peer, FaultyProxy.Wire wire) throws Exception {
        Set<String> outcomes = new TreeSet<>();
        for (int run = 0; run < RUNS; run++) {
            PeerTrial trial = trial(peer, false, false);
            trial.breakNextPage(wire);
            outcomes.add(outcome(trial, nothing -> {
            }));
        }
        return String.join(", or ", outcomes);
    }

    private static String throwing(Peer peer) throws Exception {
        try (PeerTrial trial = trial(peer, true, false)) {
            trial.listen();
            trial.publish(1);
            trial.settle();
            trial.publish(1);
            trial.settle();
            String outcome = trial.outcome();
            return !"continues".equals(outcome) ? outcome : trial.timesOfFirst() > 1 ? "the same event again"
                    : "goes on with the next event";
        }
    }

    private static String stop(Peer peer) throws Exception {
        try (PeerTrial trial = trial(peer, false, false)) {
            trial.listenForSure();
            return trial.stop();
        }
    }

    private static String token(Peer peer) throws Exception {
        try (PeerTrial trial = trial(peer, false, false)) {
            trial.listen();
            return trial.sendsTokenToRealtimeServer() ? "yes" : "no";
        }
    }

    private static String positions(Peer peer, boolean text) throws Exception {
        PeerTrial trial = trial(peer, false, false);
        trial.box.positionsAsText(text);
        return outcome(trial, nothing -> {
        }) + (trial.changesPositions() ? "; asks for positions that it was not given" : "");
    }

    private static PeerTrial trial(Peer peer, boolean fails, boolean saves) throws Exception {
        return new PeerTrial(peer, fails, saves, Files.createTempDirectory(Files.createDirectories(DIRECTORY), peer.name()));
    }

    private static List<String> row(String title, List<Peer> peers, Cell cell) throws Exception {
        List<String> row = new ArrayList<>(List.of(title));
        for (Peer peer : peers) {
            row.add(cell.of(peer));
        }
        return row;
    }

    private static List<String> parallel(String title, List<Peer> peers, Cell cell) throws Exception {
        List<String> row = new ArrayList<>(List.of(title));
        row.addAll(together(peers.stream().<Callable<String>> map(peer -> () -> cell.of(peer)).toList()));
        return row;
    }

    /** All at the same time, each with a sandbox of its own: the machine is as busy for one as for the other. */
    private static <T> List<T> together(List<Callable<T>> trials) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(trials.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(trials)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
