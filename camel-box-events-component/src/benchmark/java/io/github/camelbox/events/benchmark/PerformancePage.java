// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code docs/performance.md}: its last part are the results, a section for each scenario that was ever measured, between two
 * comments. One is replaced when it is measured again, the others stay as they are. The rest of the page is written by hand.
 */
final class PerformancePage {

    private static final Path PAGE = Path.of("..", "docs", "performance.md");

    private PerformancePage() {
    }

    static void update(Section section) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- benchmark:" + section.key() + " -->\n";
        String end = "<!-- end of " + section.key() + " -->\n";
        int from = page.indexOf(begin);
        String before = from < 0 ? page + "\n" : page.substring(0, from);
        String after = from < 0 ? "" : page.substring(page.indexOf(end, from) + end.length());
        Files.writeString(PAGE, before + begin + section.markdown() + end + after);
    }
}
