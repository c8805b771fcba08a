// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.benchmark.Listening.Result;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** How long after its appearance at Box an event is in the hands of user code. */
final class LatencyScenario implements Scenario {

    private static final ClientKind[] KINDS = {
        ClientKind.COMPONENT, ClientKind.COMPONENT_UNLIMITED, ClientKind.TREE, ClientKind.CAMEL, ClientKind.SDK,
        ClientKind.SDK_NODELAY, ClientKind.SDKGEN};
    private static final int WARM_UP = 50_000;

    private final boolean idle;

    /**
     * @param idle whether the stream comes to rest before each event
     */
    LatencyScenario(boolean idle) {
        this.idle = idle;
    }

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        Listening listening = new Listening(options, server);
        List<ClientKind> kinds = options.among(KINDS);
        if (idle) {
            // There is so much time between the events that the clients can be measured in turns.
            kinds = kinds.stream().filter(kind -> kind != ClientKind.COMPONENT_UNLIMITED).toList();
            Plan plan = Plan.singles(120, 1000, 2000);
            Section section = new Section("idle", "Latency when the stream was idle: 120 events, 1 to 2 s apart");
            Map<ClientKind, Result> fresh = listening.together(kinds, plan, 137, 0);
            section.add("In a process that has just started:\n");
            section.add(table(fresh));
            section.add("In one that has drained " + Samples.number(WARM_UP) + " events before:\n");
            Map<ClientKind, Result> warm = listening.together(kinds, plan, 137, WARM_UP);
            section.add(table(warm));
            warm.forEach((kind, result) -> section.bar(kind, result.latencies().median(), result.latencies().percentile(99)));
            return section;
        }
        Section section = new Section("latency", "Latency under way: 200 events, 50 to 150 ms apart");
        section.add(table(listening.sequentially(kinds, Plan.singles(200, 50, 150), 0)));
        return section;
    }

    private static String table(Map<ClientKind, Result> results) {
        Table table = new Table("", "received", "p50 ms", "p95", "p99", "max", "p50 as a multiple of the bare loop's", "p99",
                "more than once", "OPTIONS / polls / GETs");
        Result loop = results.get(ClientKind.TREE);
        results.forEach((kind, result) -> {
            Samples samples = result.latencies();
            table.row(kind.title(), samples.size() + "/" + result.expected(), Samples.number(samples.median(), 1),
                    Samples.number(samples.percentile(95), 1), Samples.number(samples.percentile(99), 1),
                    Samples.number(samples.max(), 1), ratio(samples, loop, 50), ratio(samples, loop, 99), result.duplicates(),
                    Section.requests(result.requests()));
        });
        return table.toString();
    }

    private static String ratio(Samples samples, Result loop, int percent) {
        return loop == null ? "–" : Samples.number(samples.percentile(percent) / loop.latencies().percentile(percent), 2);
    }
}
