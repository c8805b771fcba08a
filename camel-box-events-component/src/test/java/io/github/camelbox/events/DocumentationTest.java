// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of the documentation are those of the generated metadata. */
class DocumentationTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "box-events-component.md");
    private static final String COMMAND = "mvn -Pregenerate test";

    @ParameterizedTest
    @ValueSource(strings = { "options", "headers" })
    void theTablesAreUpToDate(String name) throws Exception {
        MetadataTables tables = new MetadataTables(GeneratedMetadata.read());
        String table = "options".equals(name) ? tables.options() : tables.headers();
        String page = Files.readString(PAGE);
        String start = "<!-- " + name + ": START -->\n";
        String end = "<!-- " + name + ": END -->\n";
        assertThat(page).containsOnlyOnce(start).containsOnlyOnce(end);
        int from = page.indexOf(start) + start.length();
        String updated = page.substring(0, from) + "\n" + table + "\n" + page.substring(page.indexOf(end, from));

        if (System.getProperty("update-docs") != null) {
            Files.writeString(PAGE, updated);
        } else {
            List<String> lines = page.lines().toList();
            assertThat(updated.lines().filter(line -> !lines.contains(line)))
                    .as("lines that docs/%s lacks, and gets by: %s", PAGE.getFileName(), COMMAND).isEmpty();
            assertThat(page).as("docs/%s, to be updated by: %s", PAGE.getFileName(), COMMAND).isEqualTo(updated);
        }
    }
}
