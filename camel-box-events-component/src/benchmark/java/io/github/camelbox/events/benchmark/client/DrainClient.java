// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.benchmark.server.Control;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/**
 * A process in which one client drains a backlog, several times over, and prints a line of JSON after each. To run it by
 * itself, with a server of its own, after {@code mvn -Pbenchmark verify} with whatever options:
 *
 * <pre>
 * java &#64;target/benchmark/classpath io.github.camelbox.events.benchmark.client.DrainClient component 100000 3
 * </pre>
 *
 * in {@code camel-box-events-component}, with whatever JVM options are of interest (a profiler's, another {@code -Xmx}). Over
 * TLS: a fourth argument {@code tls}, with {@code -Djavax.net.ssl.trustStore=target/benchmark/server.p12} and
 * {@code -Djavax.net.ssl.trustStorePassword=changeit}. Against a server that runs already: see {@link #main}.
 */
public final class DrainClient {

    /** The account that is drained. */
    public static final String ACCOUNT = "drain";

    private DrainClient() {
    }

    /**
     * @param arguments name of the client, events, rounds; then {@code plain} or {@code tls}; then, to use a server that runs,
     *                  its account's URL and its control port
     */
    public static void main(String[] arguments) throws Exception {
        Uncaught.endsTheProcess();
        ClientKind kind = ClientKind.of(arguments[0]);
        long events = Long.parseLong(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        if (arguments.length > 4) {
            drain(kind, events, rounds, arguments[4], new Control(Integer.parseInt(arguments[5])));
        } else {
            boolean tls = arguments.length > 3 && "tls".equals(arguments[3]);
            try (ServerProcess server = ServerProcess.start(Path.of("target", "benchmark"))) {
                drain(kind, events, rounds, server.url(ACCOUNT, tls), new Control(server.controlPort()));
            }
        }
        // Some clients leave threads behind.
        System.exit(0);
    }

    private static void drain(ClientKind kind, long events, int rounds, String url, Control control) throws Exception {
        for (int round = 0; round < rounds; round++) {
            control.reset(ACCOUNT, events);
            EventClient client = kind.create();
            Arrivals arrivals = new Arrivals(events, false);
            client.prepare(url, "0", arrivals);
            Resources before = Resources.now();
            long start = System.nanoTime();
            client.start();
            arrivals.await();
            long nanos = System.nanoTime() - start;
            Resources after = Resources.now();
            JsonNode stats = control.stats(ACCOUNT);
            client.stop();
            client.close();
            System.out.println(new ObjectMapper().writeValueAsString(Map.of(
                    "events", arrivals.count(),
                    "eventsPerSecond", events * 1e9 / nanos,
                    "millis", TimeUnit.NANOSECONDS.toMillis(nanos),
                    "cpuSecondsPer100k", after.cpuSecondsSince(before) * 100_000 / events,
                    "bytesAllocatedPerEvent", after.allocatedSince(before) / events,
                    "requests", stats)));
        }
    }
}
