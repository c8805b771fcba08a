// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;

/** What a scenario has to report. */
final class Section {

    private final String key;
    private final String title;
    private final List<String> blocks = new ArrayList<>();
    private final List<Bar> bars = new ArrayList<>();

    /**
     * @param key   the scenario's name
     * @param title its heading
     */
    Section(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** Two values of a client, for the plot. */
    record Bar(ClientKind kind, double first, double second) {
    }

    void add(Object block) {
        blocks.add(block.toString());
    }

    void bar(ClientKind kind, double first, double second) {
        bars.add(new Bar(kind, first, second));
    }

    String key() {
        return key;
    }

    List<Bar> bars() {
        return bars;
    }

    /** The server's counters of requests, for a table. */
    static String requests(JsonNode stats) {
        return stats.path("options").asInt() + " / " + stats.path("polls").asInt() + " / " + stats.path("gets").asInt();
    }

    String markdown() {
        return "### " + title + "\n\n" + String.join("\n", blocks);
    }
}
