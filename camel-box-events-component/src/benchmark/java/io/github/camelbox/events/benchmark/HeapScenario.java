// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.client.HeapClient;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** Whether the heap grows with the length of the stream. */
final class HeapScenario implements Scenario {

    private static final ClientKind[] KINDS = {ClientKind.COMPONENT_UNLIMITED, ClientKind.TREE, ClientKind.TREE_AHEAD};

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        Section section = new Section("heap",
                "Heap: " + Samples.number(options.heapEvents()) + " events in one go, `-Xmx128m`");
        Table table = new Table("", "events/s", "live heap MB after a twentieth", "after a half", "at the end", "most");
        for (ClientKind kind : options.among(KINDS)) {
            try (ClientProcess client = new ClientProcess(List.of("-Xmx128m"), HeapClient.class, kind.key(), "heap",
                    server.url("heap", false), server.controlPort(), options.heapEvents())) {
                JsonNode result = client.read();
                double[] live = StreamSupport.stream(result.path("live").spliterator(), false)
                        .mapToDouble(bytes -> bytes.asLong() / 1e6).toArray();
                table.row(kind.title(), Samples.number(result.path("eventsPerSecond").asDouble()), Samples.number(live[0], 1),
                        Samples.number(live[live.length / 2], 1), Samples.number(live[live.length - 1], 1),
                        Samples.number(Arrays.stream(live).max().orElse(0), 1));
                client.await();
            }
        }
        section.add(table);
        return section;
    }
}
