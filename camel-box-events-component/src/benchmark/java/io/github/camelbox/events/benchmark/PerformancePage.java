// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.camelbox.events.benchmark.client.ClientKind;

/**
 * {@code docs/performance.md}: each section stands between two comments that name its scenario, and is replaced when that is
 * measured again. The rest of the page is written by hand.
 */
final class PerformancePage {

    private static final Path DOCS = Path.of("..", "docs");

    private PerformancePage() {
    }

    static void update(Section section) throws IOException {
        Path page = DOCS.resolve("performance.md");
        String begin = "<!-- benchmark:" + section.key() + " -->\n";
        String end = "<!-- end of " + section.key() + " -->";
        String text = Files.readString(page);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no place for " + section.key());
        }
        Files.writeString(page, text.substring(0, from + begin.length()) + section.markdown() + text.substring(to));
        plot(section);
    }

    private static void plot(Section section) throws IOException {
        // The loop that looks at no event would make all others short.
        List<Section.Bar> bars = section.bars().stream().filter(bar -> bar.kind() != ClientKind.BYTES).toList();
        if (section.key().equals("drain")) {
            write("performance.svg",
                    new Plot("Events a second while draining a backlog", "cold process", "warm", 0).draw(bars));
        } else if (section.key().equals("idle")) {
            write("performance-latency.svg",
                    new Plot("Milliseconds from event to user code, stream idle before", "median", "p99", 1).draw(bars));
        }
    }

    private static void write(String name, String svg) throws IOException {
        Path images = Files.createDirectories(DOCS.resolve("images"));
        Files.writeString(images.resolve(name), svg);
    }
}
