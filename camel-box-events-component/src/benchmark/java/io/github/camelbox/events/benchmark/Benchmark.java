// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelbox.events.benchmark.server.BenchmarkServer;
import io.github.camelbox.events.benchmark.server.Link;

/** The benchmark: see {@code docs/performance.md}. */
public final class Benchmark {

    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("drain", new DrainScenario(false));
        SCENARIOS.put("drain-tls", new DrainScenario(true));
        SCENARIOS.put("idle", idle("idle", ": %s events, 1 to 2 s apart", Link.PLAIN, 0, 50_000));
        SCENARIOS.put("idle-tls", idle("idle-tls", ", over TLS: %s events", Link.TLS, 0));
        SCENARIOS.put("idle-distant", idle("idle-distant",
                ", over TLS and with a round trip of " + Link.DISTANT.roundTripMillis() + " ms: %s events", Link.DISTANT, 0));
        SCENARIOS.put("latency",
                new ListenScenario("latency", "Latency on a busy stream: %s events, 50 to 150 ms apart", Link.PLAIN,
                        options -> Plan.singles(options.seconds(20), 50, 150), 0, 0));
        SCENARIOS.put("rate", new ListenScenario("rate", "Steady rate: %s events, 20 a second", Link.PLAIN,
                options -> Plan.singles(options.seconds(60), 50, 50), 7, 0));
        SCENARIOS.put("mixed", new ListenScenario("mixed", "Mixed load: %s events in bursts and trickles, with silence between",
                Link.PLAIN,
                options -> Plan.mixed(options.mixedMinutes()), 7, 0));
        SCENARIOS.put("start", new StartScenario());
        SCENARIOS.put("streams", new StreamsScenario(false));
        SCENARIOS.put("streams-logins", new StreamsScenario(true));
    }

    private Benchmark() {
    }

    private static Scenario idle(String key, String title, Link link, int... warmUps) {
        return new ListenScenario(key, "Latency on an idle stream" + title, link,
                options -> Plan.singles(options.seconds(180), 1000, 2000), 137, warmUps);
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read();
        options.scenarios().forEach(name -> {
            if (!SCENARIOS.containsKey(name)) {
                throw new IllegalArgumentException("no scenario '" + name + "' in " + SCENARIOS.keySet());
            }
        });
        BenchmarkServer server = new BenchmarkServer(Files.createDirectories(Path.of("target", "benchmark")));
        for (String name : options.scenarios()) {
            String facts = Facts.line(name);
            System.out.println(name + " ...");
            Section section = SCENARIOS.get(name).run(options, server);
            section.add(facts);
            System.out.println("\n" + section.markdown());
            if (options.docs()) {
                PerformancePage.update(section);
            }
        }
        // The server's threads run on.
        System.exit(0);
    }
}
