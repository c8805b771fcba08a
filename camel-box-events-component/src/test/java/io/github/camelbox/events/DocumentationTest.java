/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
    private static final String COMMAND
            = "mvn -pl camel-box-events-component test -Dtest=DocumentationTest -Dupdate-docs";

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
