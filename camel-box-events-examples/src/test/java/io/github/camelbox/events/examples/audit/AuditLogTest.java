// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.examples.JsonLines;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The audit log, in a process of its own that is killed. */
@Timeout(180)
class AuditLogTest extends SandboxTestSupport {

    private ExampleProcess process;

    @AfterEach
    void end() {
        process.close();
    }

    private void start() throws IOException {
        // A consumer of admin_logs reads on for a minute after createdBefore: so it ends at once here. The sandbox itself does
        // not look at the times.
        process = ExampleProcess.start(AuditLog.class, directory, Map.of("BOX_ACCESS_TOKEN", box.accessToken(), "BOX_BASE_URL",
                box.baseUrl(), "AUDIT_OVERLAP", "-PT1M", "AUDIT_POLL_INTERVAL", "100"), audit().toString());
    }

    private Path audit() {
        return directory.resolve("audit");
    }

    @Test
    void everyEventIsThereOnceThoughTheProcessIsKilledInTheHistoryAndInTheLiveStream() throws Exception {
        box.pageLimit(50);
        List<String> happened = new ArrayList<>(box.account().burst(1500));
        start();
        await().until(() -> ids().size() >= 120);
        kill();
        // What a kill in the middle of a line leaves.
        Files.writeString(newestFile(), "{\"type\":\"event\",\"event_id\":\"torn", StandardOpenOption.APPEND);
        assertThat(ids()).hasSizeLessThan(1500);
        happened.add(box.account().upload("While nobody listened.txt"));

        start();
        await().until(() -> ids().size() >= happened.size());
        // What happened since the first start, the live stream has too.
        awaitLive();
        happened.addAll(box.account().burst(150));
        await().until(() -> ids().size() >= happened.size() - 100);
        kill();
        happened.addAll(box.account().burst(10));

        start();
        awaitLive();
        String last = box.account().upload("The last one.txt");
        happened.add(last);
        await().until(() -> ids().contains(last));

        assertThat(ids()).containsExactlyElementsOf(happened);
    }

    private void kill() throws InterruptedException {
        process.process().destroyForcibly().waitFor();
    }

    /** The history has ended by itself. */
    private void awaitLive() {
        await().until(() -> process.output().stream().anyMatch(line -> line.contains("[live]: resuming from position")));
    }

    private Path newestFile() throws IOException {
        return files().get(files().size() - 1);
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(audit())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(audit())) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    /** The ids of the events in the audit. */
    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files()) {
            ids.addAll(JsonLines.read(file, "/event_id"));
        }
        return ids;
    }
}
