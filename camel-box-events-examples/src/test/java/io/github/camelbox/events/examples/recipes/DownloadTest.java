// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each uploaded version is on the disk, whole, whatever happens on the way. */
@Timeout(120)
class DownloadTest extends RecipeTestSupport {

    private void startAndWait() {
        start("download");
        awaitLongPoll();
    }

    private Path file(String name) {
        return directory.resolve("files").resolve(box.account().id(name)).resolve(box.account().versionId(name));
    }

    private List<String> files() throws IOException {
        if (!Files.exists(directory.resolve("files"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory.resolve("files"))) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theContentIsOnTheDisk() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        startAndWait();
        box.account().upload("Film.mp4", content);

        await().until(() -> Files.exists(file("Film.mp4")));
        assertThat(file("Film.mp4")).hasBinaryContent(content);
        awaitStoredPosition();
        assertThat(box.requests(Call.DOWNLOAD)).allSatisfy(request -> assertThat(request.header("Authorization")).isNull());
    }

    static List<List<Object>> faults() {
        return List.of(List.of(Call.CONTENT, Fault.status(503)), List.of(Call.CONTENT, Fault.rateLimited("0")),
                List.of(Call.CONTENT, Fault.status(401)), List.of(Call.CONTENT, Fault.status(202)),
                List.of(Call.DOWNLOAD, Fault.status(500)), List.of(Call.DOWNLOAD, Fault.reset()),
                List.of(Call.DOWNLOAD, Fault.garbage()), List.of(Call.DOWNLOAD, Fault.closed()));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOnTheWayIsRetriedUntilTheFileIsWhole(List<Object> row) throws Exception {
        startAndWait();
        box.next((Call) row.get(0), (Fault) row.get(1), (Fault) row.get(1));
        box.account().upload("Report.pdf", "the report".getBytes());

        await().until(() -> Files.exists(file("Report.pdf")));
        assertThat(file("Report.pdf")).hasContent("the report");
        awaitStoredPosition();
        assertThat(files()).hasSize(1);
    }

    @Test
    void halfAFileIsNeverThereUnderItsName() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(2).nextBytes(content);
        startAndWait();
        box.next(Call.DOWNLOAD, Fault.drip(Duration.ofSeconds(60)));
        box.account().upload("Film.mp4", content);
        await().until(() -> files().size() == 1);
        assertThat(files()).containsExactly(box.account().versionId("Film.mp4") + ".part");
        box.stop();
        box.start();

        await().until(() -> Files.exists(file("Film.mp4")));
        assertThat(file("Film.mp4")).hasBinaryContent(content);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFileThatIsGoneByThenHoldsNothingUp() throws Exception {
        startAndWait();
        stop();
        box.account().upload("Trashed.txt");
        box.account().delete("Trashed.txt");
        box.account().upload("Purged.txt");
        box.account().purge("Purged.txt");
        box.account().upload("Kept.txt");
        start("download");

        await().until(() -> Files.exists(file("Kept.txt")));
        awaitStoredPosition();
        assertThat(files()).containsExactly(box.account().versionId("Kept.txt"));
    }

    @Test
    void eachVersionIsTheOneOfItsEventThoughThereIsANewerOne() throws Exception {
        startAndWait();
        stop();
        box.account().upload("Plan.txt", "first".getBytes());
        Path first = file("Plan.txt");
        box.account().upload("Plan.txt", "second".getBytes());
        start("download");

        await().until(() -> Files.exists(file("Plan.txt")));
        assertThat(first).hasContent("first");
        assertThat(file("Plan.txt")).hasContent("second");
    }
}
