// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.Listening.Result;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** How many requests a client makes of events that keep coming, and how late it has them. */
final class RateScenario implements Scenario {

    private static final ClientKind[] KINDS = {
        ClientKind.COMPONENT, ClientKind.TREE, ClientKind.SDK, ClientKind.SDK_NODELAY, ClientKind.SDKGEN};

    private final boolean mixed;

    /**
     * @param mixed whether events come in bursts, trickles and not at all; otherwise steadily
     */
    RateScenario(boolean mixed) {
        this.mixed = mixed;
    }

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        Plan plan = mixed ? Plan.mixed(options.mixedMinutes()) : Plan.steady(20, 60);
        Map<ClientKind, Result> results = new Listening(options, server).together(options.among(KINDS), plan, 7, 0);
        Section section = mixed
                ? new Section("mixed", "Mixed load: " + options.mixedMinutes() + " minutes of bursts, trickles and silence")
                : new Section("rate", "Politeness: 20 events a second for a minute");
        Table table = new Table("", "received", "OPTIONS / polls / GETs", "in the busiest minute", "of all to the API",
                "requests per event", "p50 ms", "p95", "max", "more than once", "CPU s");
        results.forEach((kind, result) -> {
            JsonNode requests = result.requests();
            int connects = requests.path("options").asInt();
            int polls = requests.path("polls").asInt();
            int gets = requests.path("gets").asInt();
            table.row(kind.title(), result.latencies().size() + "/" + result.expected(),
                    Section.requests(requests), requests.path("busiestMinute").asInt(),
                    Samples.number(100.0 * (connects + gets) / (connects + polls + gets)) + " %",
                    Samples.number((double) (connects + polls + gets) / result.expected(), 2),
                    Samples.number(result.latencies().median(), 1), Samples.number(result.latencies().percentile(95), 1),
                    Samples.number(result.latencies().max(), 1), result.duplicates(), Samples.number(result.cpuSeconds(), 1));
        });
        section.add(table);
        return section;
    }
}
