// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.examples.JsonLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The high availability example as users run it, with three processes: the demo and its two members. */
class HighAvailabilityDemoTest {

    @TempDir
    Path directory;

    private ExampleProcess demo;

    @BeforeEach
    void startDemo() throws IOException {
        demo = ExampleProcess.start(HighAvailabilityDemo.class, directory, Map.of(), directory.toString());
    }

    @AfterEach
    void endDemo() {
        List<ProcessHandle> members = demo.process().descendants().toList();
        demo.close();
        members.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    @Timeout(180)
    void whenTheLeaderIsKilledTheOtherGoesOnFromTheStoredPosition() throws Exception {
        demo.awaitSuccess();

        assertThat(demo.errors()).isEmpty();
        List<String> output = demo.output();
        String killed = output.stream().filter(line -> line.endsWith("is killed (kill -9).")).findAny().orElseThrow();
        String leader = killed.substring(0, killed.indexOf(' '));
        String other = leader.equals("anna") ? "ben" : "anna";
        // Until then, the other one has received nothing; then it begins where the leader was.
        assertThat(killed).contains(", " + other + " 0.");
        assertThat(output).anyMatch(line -> line.contains("  " + other + "  ") && line.contains("resuming from position"));
        assertThat(output).noneMatch(line -> line.contains("  " + other + "  ") && line.contains("starting at 'now'"));
        assertThat(output.get(output.size() - 1)).matches("\\d+ events happened\\. Missing: 0\\. Received twice: [0-9]+\\.");

        List<String> before = names(leader);
        List<String> after = names(other);
        assertThat(before).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
        assertThat(after).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
        // What comes twice is the page that was on its way when the leader was killed.
        assertThat(before.indexOf(after.get(0))).isIn(-1, before.size() - 1);
    }

    private List<String> names(String member) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(path -> path.endsWith(member + ".jsonl")).findAny().orElseThrow();
            return JsonLines.read(file, "/source/name");
        }
    }
}
