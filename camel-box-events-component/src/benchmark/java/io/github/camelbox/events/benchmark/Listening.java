// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.client.ListenClient;
import io.github.camelbox.events.benchmark.server.Control;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** Lets clients listen while events come as planned, each to an account of its own, and sees when each event got where. */
final class Listening {

    // The longest that a client is given for the rest, after the last event has come.
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Options options;
    private final ServerProcess server;
    private final Control control;

    Listening(Options options, ServerProcess server) {
        this.options = options;
        this.server = server;
        this.control = new Control(server.controlPort());
    }

    /**
     * What a client received.
     *
     * @param latencies  milliseconds from each event's append to its arrival
     * @param expected   how many events there were
     * @param duplicates how many came more than once
     * @param requests   the server's counters
     * @param cpuSeconds CPU time of the client
     */
    record Result(Samples latencies, int expected, int duplicates, JsonNode requests, double cpuSeconds) {
    }

    /**
     * One client after the other.
     *
     * @param warmUp how many events each client's process drains before it listens
     */
    Map<ClientKind, Result> sequentially(List<ClientKind> kinds, Plan plan, int warmUp)
            throws IOException, InterruptedException {
        Map<ClientKind, Result> results = new EnumMap<>(ClientKind.class);
        for (ClientKind kind : kinds) {
            results.putAll(together(List.of(kind), plan, 0, warmUp));
        }
        return results;
    }

    /**
     * All clients at the same time.
     *
     * @param apartMillis from an event of one client's to that of the next
     * @param warmUp      how many events each client's process drains before it listens
     */
    Map<ClientKind, Result> together(List<ClientKind> kinds, Plan plan, int apartMillis, int warmUp)
            throws IOException, InterruptedException {
        Map<ClientKind, ClientProcess> clients = new LinkedHashMap<>();
        try {
            for (ClientKind kind : kinds) {
                int events = kind == ClientKind.SDK ? Math.min(warmUp, 2_000) : warmUp;
                ClientProcess client = new ClientProcess(options.jvm(), ListenClient.class, kind.key(), kind.key(),
                        server.url(kind.key(), false), server.controlPort(), events);
                clients.put(kind, client);
                client.read();
            }
            // The ends of the starts.
            TimeUnit.SECONDS.sleep(1);
            control.plan(plan.lines(kinds.stream().map(ClientKind::key).toList(), apartMillis));
            while (control.planned() > 0) {
                TimeUnit.MILLISECONDS.sleep(500);
            }
            Map<ClientKind, Result> results = new EnumMap<>(ClientKind.class);
            long until = System.nanoTime() + GRACE_NANOS;
            for (Map.Entry<ClientKind, ClientProcess> client : clients.entrySet()) {
                JsonNode report = client.getValue().ask("report");
                while (report.path("numbers").size() < plan.events() && System.nanoTime() < until) {
                    TimeUnit.MILLISECONDS.sleep(200);
                    report = client.getValue().ask("report");
                }
                results.put(client.getKey(), result(client.getKey().key(), report));
            }
            return results;
        } finally {
            clients.values().forEach(ClientProcess::close);
        }
    }

    private Result result(String account, JsonNode report) {
        long[] appended = control.times(account);
        Map<Integer, Long> arrived = new LinkedHashMap<>();
        List<Integer> duplicates = new ArrayList<>();
        for (int i = 0; i < report.path("numbers").size(); i++) {
            int number = report.path("numbers").path(i).asInt();
            if (arrived.putIfAbsent(number, report.path("times").path(i).asLong()) != null) {
                duplicates.add(number);
            }
        }
        Samples latencies = new Samples(IntStream.range(0, appended.length).filter(arrived::containsKey)
                .mapToLong(number -> arrived.get(number) - appended[number]).mapToDouble(micros -> micros / 1000.0));
        return new Result(latencies, appended.length, duplicates.size(), control.stats(account),
                report.path("cpuSeconds").asDouble());
    }
}
