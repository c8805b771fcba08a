// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.Account;

/** What a scenario has to report, in Markdown. */
final class Section {

    private final String key;
    private final List<String> blocks = new ArrayList<>();

    /**
     * @param key   names it in the page
     * @param title its heading
     */
    Section(String key, String title) {
        this.key = key;
        add("### " + title + "\n");
    }

    void add(Object block) {
        blocks.add(block.toString());
    }

    /** Adds a plot in Mermaid: a bar for each client. */
    <T> void chart(String title, Map<ClientKind, T> results, ToDoubleFunction<T> value, String unit) {
        List<String> names = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        results.forEach((kind, result) -> {
            double bar = value.applyAsDouble(result);
            // The loop that looks at no event would make all others short.
            if (kind != ClientKind.BYTES && !Double.isNaN(bar)) {
                names.add('"' + kind.key() + '"');
                values.add(Math.round(10 * bar) / 10.0);
            }
        });
        add("""
                ```mermaid
                ---
                config:
                  xyChart: {chartOrientation: horizontal, height: %d}
                  themeVariables: {xyChart: {plotColorPalette: "#54aeff"}}
                ---
                xychart-beta
                    title "%s"
                    x-axis %s
                    y-axis "%s" 0 --> %s
                    bar %s
                ```
                """.formatted(120 + 30 * values.size(), title, names, unit, values.stream().max(Double::compare).orElse(1.0),
                values));
    }

    /** The requests that count against the budget of Box. */
    static String apiRequests(Account.Requests requests) {
        return requests.options() + " + " + requests.gets();
    }

    String key() {
        return key;
    }

    String markdown() {
        return String.join("\n", blocks);
    }
}
