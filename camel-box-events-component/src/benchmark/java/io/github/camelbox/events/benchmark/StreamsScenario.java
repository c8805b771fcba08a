// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.StreamsClient;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** What a stream costs, the more of them there are in one process. */
final class StreamsScenario implements Scenario {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 24;

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        Section section = new Section(VIRTUAL ? "streams-virtual" : "streams",
                "Many streams in one process: " + (VIRTUAL ? "virtual" : "platform") + " threads");
        Table table = new Table("streams", "all wait after s", "ms per stream", "CPU ms per stream", "heap KB per stream",
                "RSS MB", "idle: CPU of a core", "requests in that time", "event on one of them: p50 ms", "p99", "stop s");
        List<String> jvm = new ArrayList<>(options.jvm());
        jvm.add("-Xmx4g");
        if (VIRTUAL) {
            jvm.add("-Dcamel.threads.virtual.enabled=true");
        }
        for (String streams : options.streams()) {
            int number = Integer.parseInt(streams);
            try (ClientProcess client = new ClientProcess(jvm, StreamsClient.class, number,
                    server.url("streams" + number + "-", false), server.controlPort())) {
                JsonNode result = client.read();
                Samples latencies = new Samples(StreamSupport.stream(result.path("latencies").spliterator(), false)
                        .mapToDouble(JsonNode::asDouble));
                table.row(Samples.number(number), Samples.number(result.path("startMillis").asDouble() / 1000, 1),
                        Samples.number(result.path("startMillis").asDouble() / number, 2),
                        Samples.number(result.path("startCpuMillis").asDouble() / number, 2),
                        Samples.number(result.path("heapBytes").asDouble() / number / 1000),
                        Samples.number(result.path("rssBytes").asDouble() / 1e6),
                        Samples.number(100 * result.path("idleCpu").asDouble(), 2) + " %",
                        result.path("idleRequests").asInt(), Samples.number(latencies.median() / 1000, 1),
                        Samples.number(latencies.percentile(99) / 1000, 1),
                        Samples.number(result.path("stopMillis").asDouble() / 1000, 1));
                client.await();
            }
        }
        section.add(table);
        return section;
    }
}
