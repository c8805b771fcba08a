// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A Markdown table whose first column is text, and the others numbers. */
final class Table {

    private final StringBuilder text = new StringBuilder();

    Table(Object... columns) {
        row(columns);
        text.append("|---|").append("---:|".repeat(columns.length - 1)).append('\n');
    }

    void row(Object... cells) {
        text.append(Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
