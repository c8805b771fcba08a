// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.examples.JsonLines;
import io.github.camelbox.events.sandbox.BoxSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The demo, in a process of its own as users run it. */
class DemoTest {

    private static final Pattern EVENT_LINE
            = Pattern.compile(" *\\d+  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  ([A-Z_]+) +(\\S.*?)  +(\\S+@\\S+) +(\\d+)");
    private static final Pattern CLOSING_LINE
            = Pattern.compile("Stopped after (\\d+) events?\\. The next run resumes from position (\\d+) \\(stored in (.+)\\)");

    @TempDir
    Path directory;

    private ExampleProcess demo;

    @AfterEach
    void end() {
        demo.close();
    }

    @Test
    void endsByItselfAfterThatManyEvents() throws Exception {
        assertThat(run(Map.of("DEMO_EVENTS", "4"))).isZero();

        List<Matcher> events = events();
        assertThat(events).hasSize(4);
        assertThat(events).extracting(line -> line.group(1)).contains("ITEM_UPLOAD", "ITEM_PREVIEW");
        assertThat(events).extracting(line -> line.group(3)).doesNotHaveDuplicates();
        Matcher closing = closingLine();
        assertThat(closing.group(1)).isEqualTo("4");
        assertThat(closing.group(2)).isEqualTo(events.get(3).group(4));
        assertThat(Path.of(closing.group(3))).content().contains("\"" + closing.group(2) + "\"");
        assertThat(demo.errors()).isEmpty();
    }

    @Test
    void theNextRunResumesWhereTheLastOneEnded() throws Exception {
        assertThat(run(Map.of("DEMO_EVENTS", "2"))).isZero();
        String stored = closingLine().group(2);
        List<String> items = new ArrayList<>(items());

        assertThat(run(Map.of("DEMO_EVENTS", "7"))).isZero();

        assertThat(demo.output()).anyMatch(line -> line.contains("resuming from position " + stored + " "))
                .anyMatch(line -> line.startsWith("5 things happened"));
        items.addAll(items());
        List<String> happened = JsonLines.read(directory.resolve("simulated-events.jsonl"), "/source/name");
        int first = happened.indexOf(items.get(0));
        assertThat(items).isEqualTo(happened.subList(first, first + 9));
    }

    @Test
    void aSignalEndsItWithAClosingLine() throws Exception {
        start(Map.of());
        await().atMost(Duration.ofSeconds(60)).until(() -> events().size() >= 2);

        assertThat(demo.end()).isEqualTo(128 + 15);
        assertThat(closingLine().group(1)).isEqualTo(Integer.toString(events().size()));
        assertThat(closingLine().group(2)).isEqualTo(events().get(events().size() - 1).group(4));
        assertThat(demo.errors()).isEmpty();
    }

    @Test
    void withATokenItListensToTheAccountOfTheToken() throws Exception {
        try (BoxSandbox box = new BoxSandbox().accessToken("my-own-token").start()) {
            start(Map.of("BOX_ACCESS_TOKEN", "my-own-token", "BOX_BASE_URL", box.baseUrl(), "DEMO_EVENTS", "1"));
            await().atMost(Duration.ofSeconds(60)).until(() -> box.openLongPolls() == 1);
            box.account().upload("Mine.txt");

            demo.awaitSuccess();
            assertThat(items()).containsExactly("Mine.txt");
            assertThat(closingLine().group(2)).isEqualTo(box.position());
        }
        assertThat(directory).isDirectoryContaining("glob:**/box.position").isDirectoryNotContaining("glob:**/simulated*");
    }

    @Test
    void aWrongTokenGivesOneClearLine() throws Exception {
        try (BoxSandbox box = new BoxSandbox().start()) {
            start(Map.of("BOX_ACCESS_TOKEN", "not-this-one", "BOX_BASE_URL", box.baseUrl()));
            await().atMost(Duration.ofSeconds(60)).until(() -> demo.output().stream().anyMatch(line -> line.contains("WARN")));
            demo.end();
        }
        assertThat(demo.output()).filteredOn(line -> line.contains("WARN")).singleElement().asString()
                .contains("401", "the access token is wrong, has expired or was revoked");
        assertThat(demo.output()).noneMatch(line -> line.contains("not-this-one"));
        assertThat(demo.errors()).isEmpty();
    }

    @Test
    void anErrorAtTheStartIsOneLine() throws Exception {
        Files.writeString(directory.resolve("simulated.position"), "not a position");

        assertThat(run(Map.of())).isEqualTo(1);

        assertThat(demo.errors()).singleElement().asString()
                .startsWith("The demo cannot start: The position file " + directory);
        assertThat(demo.output()).noneMatch(line -> line.contains("ERROR") || line.contains("Stopped"));
    }

    private void start(Map<String, String> environment) throws IOException {
        demo = ExampleProcess.start(Demo.class, directory, environment, directory.toString());
    }

    /** Runs it until it ends by itself, and returns its exit status. */
    private int run(Map<String, String> environment) throws Exception {
        start(environment);
        return demo.awaitEnd();
    }

    private List<Matcher> events() throws IOException {
        return demo.output().stream().map(EVENT_LINE::matcher).filter(Matcher::matches).toList();
    }

    private List<String> items() throws IOException {
        return events().stream().map(line -> line.group(2)).toList();
    }

    private Matcher closingLine() throws IOException {
        List<String> output = demo.output();
        Matcher closing = CLOSING_LINE.matcher(output.get(output.size() - 1));
        assertThat(closing.matches()).as(closing.toString()).isTrue();
        return closing;
    }
}
