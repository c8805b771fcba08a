// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The names by which the READMEs run the examples. */
class ExampleTest {

    @Test
    void theReadmesRunEachExampleAndNoOther() throws Exception {
        Pattern command = Pattern.compile("mvn -q -Pdemo -Dexample=(\\w+) verify");
        Set<String> named = new TreeSet<>(Set.of("demo"));
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("basedir", ".")))) {
            for (Path readme : files.filter(file -> file.endsWith("README.md")).toList()) {
                command.matcher(Files.readString(readme)).results().forEach(match -> named.add(match.group(1)));
            }
        }
        assertThat(named).isEqualTo(Example.ALL.keySet());
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheExamples() {
        assertThatThrownBy(() -> Example.main(new String[] { "kafka" })).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "There is no example 'kafka', but audit, demo, download, exactlyonce, ha, history, jms, metadata,"
                                + " monitoring, shards, siem, springboot, springxml, thumbnails, users,"
                                + " warehouse, webhook, xml, yaml");
    }
}
