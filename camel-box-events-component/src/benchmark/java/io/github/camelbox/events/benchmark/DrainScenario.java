// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.client.DrainClient;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** How fast a backlog goes through: cold, the first in a process, and warm, the third. */
final class DrainScenario implements Scenario {

    private static final int ROUNDS = 3;
    // At a page per second.
    private static final int EVENTS_WITH_DELAY = 5_000;
    // Two of Box's clients wait 40 ms for each long poll over TLS.
    private static final int EVENTS_OF_SDK_OVER_TLS = 25_000;

    private final boolean tls;

    DrainScenario(boolean tls) {
        this.tls = tls;
    }

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        List<ClientKind> kinds = options.among(tls
                ? new ClientKind[] {ClientKind.COMPONENT_UNLIMITED, ClientKind.TREE, ClientKind.TREE_AHEAD, ClientKind.TOKENS,
                    ClientKind.SDK_NODELAY, ClientKind.SDKGEN_500}
                : ClientKind.values());
        Map<ClientKind, List<List<JsonNode>>> results = new EnumMap<>(ClientKind.class);
        for (int run = 0; run < options.runs(); run++) {
            for (ClientKind kind : kinds) {
                List<JsonNode> rounds = drain(kind, options, server);
                results.computeIfAbsent(kind, key -> new ArrayList<>()).add(rounds);
                System.out.println("  " + kind.key() + ": " + rounds.stream().map(round -> Samples.number(
                        round.path("eventsPerSecond").asDouble())).toList() + " events/s");
            }
        }
        Section section = new Section(tls ? "drain-tls" : "drain", "Drain a backlog" + (tls ? ", over TLS" : ""));
        section.add(table(results));
        String ratios = ratios(results);
        if (!ratios.isEmpty()) {
            section.add(ratios);
        }
        if (!tls) {
            results.forEach((kind, runs) -> section.bar(kind, speed(runs, 0).median(), speed(runs, ROUNDS - 1).median()));
        }
        return section;
    }

    private List<JsonNode> drain(ClientKind kind, Options options, ServerProcess server)
            throws IOException, InterruptedException {
        int events = options.events();
        int rounds = ROUNDS;
        if (kind == ClientKind.SDK) {
            events = Math.min(events, EVENTS_WITH_DELAY);
            rounds = 1;
        } else if (tls && kind.isSdk()) {
            events = Math.min(events, EVENTS_OF_SDK_OVER_TLS);
        }
        List<String> jvm = Stream.concat(options.jvm().stream(), Arrays.stream(server.trustOptions())).toList();
        List<JsonNode> results = new ArrayList<>();
        try (ClientProcess client = new ClientProcess(jvm, DrainClient.class, kind.key(), events, rounds,
                tls ? "tls" : "plain", server.url(DrainClient.ACCOUNT, tls), server.controlPort())) {
            for (int round = 0; round < rounds; round++) {
                results.add(client.read());
            }
            client.await();
        }
        return results;
    }

    private static Samples speed(List<List<JsonNode>> runs, int round) {
        return values(runs, round, result -> result.path("eventsPerSecond").asDouble());
    }

    private static Samples cpu(List<List<JsonNode>> runs, int round) {
        return values(runs, round, result -> result.path("cpuSecondsPer100k").asDouble());
    }

    private static String ratio(List<List<JsonNode>> component, List<List<JsonNode>> other,
                                BiFunction<List<List<JsonNode>>, Integer, Samples> value, int round) {
        return Samples.number(value.apply(component, round).median() / value.apply(other, round).median(), 2);
    }

    private static Samples values(List<List<JsonNode>> runs, int round, ToDoubleFunction<JsonNode> value) {
        return new Samples(runs.stream().filter(rounds -> rounds.size() > round).map(rounds -> rounds.get(round))
                .mapToDouble(value));
    }

    private static String table(Map<ClientKind, List<List<JsonNode>>> results) {
        Table table = new Table("", "events", "events/s cold", "range", "events/s warm", "range", "OPTIONS / polls / GETs",
                "MB received", "CPU s per 100k, cold", "warm", "bytes allocated per event, warm");
        results.forEach((kind, runs) -> {
            List<JsonNode> first = runs.get(0);
            JsonNode last = first.get(first.size() - 1);
            JsonNode requests = last.path("requests");
            Samples cold = speed(runs, 0);
            Samples warm = speed(runs, ROUNDS - 1);
            table.row(kind.title(), Samples.number(last.path("events").asDouble()), Samples.number(cold.median()), cold.range(),
                    Samples.number(warm.median()), warm.range(),
                    Section.requests(requests), Samples.number(requests.path("bytes").asDouble() / 1e6, 1),
                    Samples.number(cpu(runs, 0).median(), 2), Samples.number(cpu(runs, ROUNDS - 1).median(), 2),
                    Samples.number(values(runs, ROUNDS - 1, round -> round.path("bytesAllocatedPerEvent").asDouble())
                            .median()));
        });
        return table.toString();
    }

    private static String ratios(Map<ClientKind, List<List<JsonNode>>> results) {
        List<List<JsonNode>> component = results.get(ClientKind.COMPONENT_UNLIMITED);
        if (component == null) {
            return "";
        }
        Table table = new Table("`box-events:` with `maxRequestsPerMinute=0`, as a multiple of", "events/s cold", "warm", "aim",
                "CPU time cold", "warm");
        results.forEach((kind, runs) -> {
            if (!kind.isComponent()) {
                String aim = kind == ClientKind.TREE_AHEAD ? "≥ 1" : kind == ClientKind.TOKENS ? "≥ 0.9" : "";
                table.row(kind.title(), ratio(component, runs, DrainScenario::speed, 0),
                        ratio(component, runs, DrainScenario::speed, ROUNDS - 1), aim,
                        ratio(component, runs, DrainScenario::cpu, 0), ratio(component, runs, DrainScenario::cpu, ROUNDS - 1));
            }
        });
        return table.toString();
    }
}
