// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.examples.ExampleProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the commands of the examples run that end only with Ctrl-C, in processes of their own. */
class RunningExamplesTest {

    @TempDir
    Path directory;

    private final Map<String, ExampleProcess> examples = new HashMap<>();

    @AfterEach
    void end() {
        examples.values().forEach(ExampleProcess::close);
    }

    @Test
    void theyPrintEventsAndStoreThePosition() throws Exception {
        for (String name : List.of("yaml", "xml", "springxml")) {
            start(name);
        }
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(examples.values()).allSatisfy(example -> {
            assertThat(example.output()).anyMatch(line -> line.matches(" +1  \\d{4}-.* ITEM_UPLOAD .*Contract 1\\.docx .*"));
            assertThat(example.output()).anyMatch(line -> line.matches(" +4  \\d{4}-.* ITEM_PREVIEW .*"));
        }));
        endsWithoutErrors();
    }

    @Test
    void theyLogEventsAndStoreThePosition() throws Exception {
        start("springboot");
        start("jms");
        start("warehouse");

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(examples.get("springboot").output()).anyMatch(line -> line.contains("\"event_type\":\"ITEM_PREVIEW\""));
            assertThat(examples.get("jms").output()).anyMatch(line -> line.contains("audited ITEM_PREVIEW"));
            assertThat(examples.get("warehouse").output()).anyMatch(line -> line.matches(".* loaded \\d+ events"));
        });
        assertThat(directory.resolve("jms/jms/simulated/audit.jsonl")).content().contains("\"ITEM_PREVIEW\"");
        endsWithoutErrors();
    }

    private void start(String name) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        examples.put(name, ExampleProcess.start(Example.class, own, Map.of(), name, own.toString()));
    }

    private void endsWithoutErrors() throws Exception {
        for (Map.Entry<String, ExampleProcess> example : examples.entrySet()) {
            String name = example.getKey();
            assertThat(directory.resolve(name).resolve(name).resolve("simulated/box.position")).exists();
            assertThat(example.getValue().end()).as(name).isEqualTo(128 + 15);
            assertThat(example.getValue().errors()).as(name).isEmpty();
        }
    }
}
