// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.github.camelbox.events.benchmark.client.ClientKind;

/**
 * The options of a run, which are system properties.
 *
 * @param scenarios    {@code benchmark.scenarios}
 * @param clients      {@code benchmark.clients}; empty for all that a scenario has
 * @param runs         {@code benchmark.runs}: of each drain
 * @param events       {@code benchmark.events}: to drain
 * @param heapEvents   {@code benchmark.heap.events}
 * @param mixedMinutes {@code benchmark.mixed.minutes}
 * @param streams      {@code benchmark.streams}: how many streams in one process, a number for each measurement
 * @param jvm          {@code benchmark.jvm}: options of the clients' JVMs
 * @param docs         {@code benchmark.docs}: whether to write the results into {@code docs/performance.md}
 */
record Options(List<String> scenarios, List<String> clients, int runs, int events, long heapEvents, int mixedMinutes,
        List<String> streams, List<String> jvm, boolean docs) {

    /** Where intermediate files go. */
    static final Path DIRECTORY = Path.of("target", "benchmark");

    static Options read() {
        return new Options(list("benchmark.scenarios", Benchmark.USUAL), list("benchmark.clients", ""),
                Integer.parseInt(text("benchmark.runs", "3")), Integer.parseInt(text("benchmark.events", "100000")),
                Long.parseLong(text("benchmark.heap.events", "10000000")),
                Integer.parseInt(text("benchmark.mixed.minutes", "5")),
                list("benchmark.streams", Runtime.version().feature() < 24 ? "100,250,500" : "100,1000,2500,5000,10000"),
                list("benchmark.jvm", "-Xmx512m"), Boolean.parseBoolean(text("benchmark.docs", "false")));
    }

    /** Those of them that were asked for. */
    List<ClientKind> among(ClientKind... kinds) {
        return Arrays.stream(kinds).filter(kind -> clients.isEmpty() || clients.contains(kind.key())).toList();
    }

    private static List<String> list(String property, String defaultValue) {
        return Arrays.stream(text(property, defaultValue).split("[, ]+")).filter(word -> !word.isEmpty()).toList();
    }

    private static String text(String property, String defaultValue) {
        String value = System.getProperty(property, "");
        return value.isEmpty() ? defaultValue : value;
    }
}
