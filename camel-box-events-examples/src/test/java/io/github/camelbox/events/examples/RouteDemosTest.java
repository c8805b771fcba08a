// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.examples.springxml.SpringXmlDemo;
import io.github.camelbox.events.examples.xml.XmlDemo;
import io.github.camelbox.events.examples.yaml.YamlDemo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the commands of the routes in YAML and XML run, in processes of their own. */
class RouteDemosTest {

    @TempDir
    Path directory;

    private final List<ExampleProcess> demos = new ArrayList<>();

    @AfterEach
    void end() {
        demos.forEach(ExampleProcess::close);
    }

    @Test
    void theyPrintWhatHappensAndStoreThePosition() throws Exception {
        start("yaml", YamlDemo.class);
        start("xml", XmlDemo.class);
        start("springxml", SpringXmlDemo.class);

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(demos).allSatisfy(demo -> {
            assertThat(demo.output()).anyMatch(line -> line.matches(" +1  \\d{4}-.* ITEM_UPLOAD .*Contract 1\\.docx .*"));
            assertThat(demo.output()).anyMatch(line -> line.matches(" +4  \\d{4}-.* ITEM_PREVIEW .*"));
        }));
        for (String name : List.of("yaml", "xml", "springxml")) {
            assertThat(directory.resolve(name).resolve(name + ".position")).exists();
        }
        for (ExampleProcess demo : demos) {
            assertThat(demo.errors()).isEmpty();
        }
    }

    private void start(String name, Class<?> main) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        demos.add(ExampleProcess.start(main, own, Map.of(), own.toString()));
    }
}
