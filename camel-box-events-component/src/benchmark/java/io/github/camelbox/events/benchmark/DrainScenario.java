// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.Account;
import io.github.camelbox.events.benchmark.server.BenchmarkServer;
import io.github.camelbox.events.benchmark.server.Link;

/** How fast a backlog is drained: cold, the first in a process, and warm, the third. */
final class DrainScenario implements Scenario {

    private static final int ROUNDS = 3;
    // At a page a second.
    private static final int EVENTS_WITH_DELAY = 5_000;
    // Over TLS, the SDKs wait 40 ms for each long poll.
    private static final int EVENTS_OF_SDK_OVER_TLS = 25_000;

    private final boolean tls;

    DrainScenario(boolean tls) {
        this.tls = tls;
    }

    /** What the processes of a client had: a result for each round, and the requests of the last. */
    private record Result(int events, List<List<JsonNode>> runs, Account.Requests requests) {

        Samples cold(String value) {
            return samples(0, value);
        }

        Samples warm(String value) {
            return samples(ROUNDS - 1, value);
        }

        private Samples samples(int round, String value) {
            return new Samples(runs.stream().filter(rounds -> rounds.size() > round)
                    .mapToDouble(rounds -> rounds.get(round).path(value).asDouble()));
        }
    }

    @Override
    public Section run(Options options, BenchmarkServer server) throws IOException, InterruptedException {
        List<ClientKind> kinds = options.among(tls
                ? new ClientKind[] { ClientKind.COMPONENT_UNLIMITED, ClientKind.BATCH, ClientKind.TREE, ClientKind.TREE_AHEAD,
                        ClientKind.TOKENS, ClientKind.SDK_NODELAY, ClientKind.SDKGEN_500 }
                : Stream.of(ClientKind.values()).filter(kind -> !kind.isOfManyUsers()).toArray(ClientKind[]::new));
        Map<ClientKind, Result> results = new EnumMap<>(ClientKind.class);
        for (int run = 0; run < options.runs(); run++) {
            for (ClientKind kind : kinds) {
                Result result = drain(kind, options, server);
                results.merge(kind, result, (before, now) -> {
                    before.runs().addAll(now.runs());
                    return before;
                });
                System.out.println("  " + kind.key() + ": " + result.runs().get(0).stream().map(
                        round -> Samples.number(round.path("eventsPerSecond").asDouble())).toList() + " events/s");
            }
        }
        Section section = new Section(tls ? "drain-tls" : "drain", "Drain a backlog" + (tls ? ", over TLS" : ""));
        section.chart("Warm: thousands of events a second", results, result -> result.warm("eventsPerSecond").median() / 1000,
                "thousand events/s");
        section.add(table(results));
        for (ClientKind kind : List.of(ClientKind.COMPONENT_UNLIMITED, ClientKind.BATCH)) {
            if (results.containsKey(kind)) {
                section.add(ratios(kind, results));
            }
        }
        return section;
    }

    private Result drain(ClientKind kind, Options options, BenchmarkServer server) throws IOException {
        int events = options.events();
        int rounds = ROUNDS;
        if (kind == ClientKind.SDK) {
            events = Math.min(events, EVENTS_WITH_DELAY);
            rounds = 1;
        } else if (tls && kind.isSdk()) {
            events = Math.min(events, EVENTS_OF_SDK_OVER_TLS);
        }
        List<String> jvm = new ArrayList<>(options.jvm());
        jvm.addAll(server.trustOptions());
        Account account = server.account("drain");
        List<JsonNode> results = new ArrayList<>();
        try (ClientProcess client = new ClientProcess(jvm, kind, server.url("drain", tls ? Link.TLS : Link.PLAIN))) {
            for (int round = 0; round < rounds; round++) {
                account.reset(events);
                results.add(client.ask("drain " + events));
            }
        }
        return new Result(events, new ArrayList<>(List.of(results)), account.requests());
    }

    private static Table table(Map<ClientKind, Result> results) {
        Table table = new Table("", "events", "events/s cold", "range", "events/s warm", "range", "OPTIONS + GET", "long polls",
                "CPU s per 100k, cold", "warm", "bytes allocated per event, warm", "live heap MB");
        results.forEach((kind, result) -> {
            Samples cold = result.cold("eventsPerSecond");
            Samples warm = result.warm("eventsPerSecond");
            table.row(kind.title(), Samples.number(result.events()), Samples.number(cold.median()), cold.range(),
                    Samples.number(warm.median()), warm.range(), Section.apiRequests(result.requests()),
                    result.requests().polls(), Samples.number(result.cold("cpuSecondsPer100k").median(), 2),
                    Samples.number(result.warm("cpuSecondsPer100k").median(), 2),
                    allocated(result.warm("bytesAllocatedPerEvent").median()),
                    Samples.number(result.warm("heapBytes").median() / 1e6, 1));
        });
        return table;
    }

    // What threads have allocated that have ended is not counted: then there is no figure.
    private static String allocated(double bytes) {
        return Samples.number(bytes > 0 ? bytes : Double.NaN);
    }

    private static Table ratios(ClientKind numerator, Map<ClientKind, Result> results) {
        Result component = results.get(numerator);
        Table table
                = new Table(numerator.title() + ", as a multiple of", "events/s cold", "warm", "aim", "CPU time cold", "warm");
        results.forEach((kind, result) -> {
            if (!kind.isComponent()) {
                String aim = kind == ClientKind.TREE_AHEAD ? "≥ 1" : kind == ClientKind.TOKENS ? "≥ 0.9" : "";
                table.row(kind.title(), component.cold("eventsPerSecond").ratio(result.cold("eventsPerSecond")),
                        component.warm("eventsPerSecond").ratio(result.warm("eventsPerSecond")), aim,
                        component.cold("cpuSecondsPer100k").ratio(result.cold("cpuSecondsPer100k")),
                        component.warm("cpuSecondsPer100k").ratio(result.warm("cpuSecondsPer100k")));
            }
        });
        return table;
    }
}
