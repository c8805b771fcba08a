// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.Arrays;
import java.util.List;

import io.github.camelbox.events.benchmark.client.ClientKind;

/**
 * The options of a run, which are system properties that the POM passes on.
 *
 * @param scenarios     {@code benchmark.scenarios}
 * @param clients       {@code benchmark.clients}; empty for all that a scenario has
 * @param runs          {@code benchmark.runs}: processes that drain, for each client
 * @param events        {@code benchmark.events}: to drain
 * @param listenSeconds {@code benchmark.seconds}: how long events come to those that listen; 0 for the default of a scenario
 * @param mixedMinutes  {@code benchmark.mixed.minutes}
 * @param streams       {@code benchmark.streams}: how many streams in one process, a number for each measurement
 * @param jvm           {@code benchmark.jvm}: options of the clients' JVMs
 * @param docs          {@code benchmark.docs}: whether to write the results into {@code docs/performance.md}
 */
record Options(List<String> scenarios, List<ClientKind> clients, int runs, int events, int listenSeconds, int mixedMinutes,
        List<Integer> streams, List<String> jvm, boolean docs) {

    static Options read() {
        return new Options(list("benchmark.scenarios", "drain,drain-tls,idle,latency,rate,start,streams"),
                list("benchmark.clients", "").stream().map(ClientKind::of).toList(), number("benchmark.runs", "3"),
                number("benchmark.events", "100000"), number("benchmark.seconds", "0"),
                number("benchmark.mixed.minutes", "5"),
                list("benchmark.streams", StreamsScenario.DEFAULT).stream().map(Integer::valueOf).toList(),
                list("benchmark.jvm", "-Xmx512m"), Boolean.parseBoolean(text("benchmark.docs", "false")));
    }

    int seconds(int defaultValue) {
        return listenSeconds == 0 ? defaultValue : listenSeconds;
    }

    /** Those of them that were asked for. */
    List<ClientKind> among(ClientKind... kinds) {
        return Arrays.stream(kinds).filter(kind -> clients.isEmpty() || clients.contains(kind)).toList();
    }

    private static List<String> list(String property, String defaultValue) {
        return Arrays.stream(text(property, defaultValue).split("[, ]+")).filter(word -> !word.isEmpty()).toList();
    }

    private static int number(String property, String defaultValue) {
        return Integer.parseInt(text(property, defaultValue));
    }

    private static String text(String property, String defaultValue) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The POM does not pass on -D" + property);
        }
        return value.isEmpty() ? defaultValue : value;
    }
}
