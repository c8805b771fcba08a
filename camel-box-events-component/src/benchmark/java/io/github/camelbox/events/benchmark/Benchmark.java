// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelbox.events.benchmark.server.ServerProcess;

/** The benchmark: see {@code docs/performance.md}. */
public final class Benchmark {

    /** What is measured if nothing is chosen. */
    static final String USUAL = "drain,drain-tls,latency,idle,rate,stop";

    private Benchmark() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.read();
        writeClassPath();
        Map<String, Scenario> scenarios = scenarios();
        try (ServerProcess server = ServerProcess.start(Options.DIRECTORY)) {
            for (String name : options.scenarios()) {
                Scenario scenario = scenarios.get(name);
                if (scenario == null) {
                    throw new IllegalArgumentException("no scenario '" + name + "', but " + scenarios.keySet());
                }
                String load = Facts.load();
                System.out.println(name + " ...");
                Section section = scenario.run(options, server);
                section.add(Facts.line() + "; load average before: " + load + ". Made by `" + Facts.command(name) + "`.\n");
                System.out.println("\n" + section.markdown());
                if (options.docs()) {
                    PerformancePage.update(section);
                }
            }
        }
    }

    private static Map<String, Scenario> scenarios() {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("drain", new DrainScenario(false));
        scenarios.put("drain-tls", new DrainScenario(true));
        scenarios.put("latency", new LatencyScenario(false));
        scenarios.put("idle", new LatencyScenario(true));
        scenarios.put("rate", new RateScenario(false));
        scenarios.put("stop", new StopScenario());
        scenarios.put("heap", new HeapScenario());
        scenarios.put("streams", new StreamsScenario());
        scenarios.put("mixed", new RateScenario(true));
        return scenarios;
    }

    /** A file with which a single client can be run: {@code java @target/benchmark/classpath ...}. */
    private static void writeClassPath() throws IOException {
        Files.createDirectories(Options.DIRECTORY);
        Files.writeString(Options.DIRECTORY.resolve("classpath"),
                "-cp \"" + System.getProperty("java.class.path") + "\"\n" + String.join("\n", Jvm.OPTIONS) + "\n");
    }
}
