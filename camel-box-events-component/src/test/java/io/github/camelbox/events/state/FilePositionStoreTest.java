// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The position file: what is in it, and what becomes of it when something is wrong. */
class FilePositionStoreTest {

    private static final String KEY = "box-events/all";

    @TempDir
    Path directory;

    private Path file;
    private FilePositionStore store;

    @BeforeEach
    void storeInAFile() {
        file = directory.resolve("box.position");
        store = new FilePositionStore(file, KEY);
    }

    @Test
    void withoutAFileThereIsNoPosition() throws Exception {
        assertThat(store.load()).isNull();
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "0", "007", "9007199254740993", "10000000000000000000", "123456789012345678901234567890", "1e3", "-1", "1.50",
            "opaque/text+with=\"quotes\"\\ and ünïcode" })
    void aPositionIsKeptDigitForDigit(String position) throws Exception {
        store.save(position);

        assertThat(new FilePositionStore(file, KEY).load()).isEqualTo(position);
    }

    @Test
    void theFileIsOneLineOfJson() throws Exception {
        store.save("1152921504606846976");

        assertThat(file).hasContent("{\"key\":\"box-events/all\",\"position\":\"1152921504606846976\"}\n");
    }

    @Test
    void aLaterPositionTakesThePlaceOfTheEarlierOneAndNothingElseIsLeft() throws Exception {
        store.save("12345678901234567890");
        store.save("2");

        assertThat(store.load()).isEqualTo("2");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws Exception {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "POSIX permissions");
        store.save("1");
        store.save("2");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void missingDirectoriesAreMade() throws Exception {
        Path deep = directory.resolve("not/there/yet/box.position");
        new FilePositionStore(deep, KEY).save("1");

        assertThat(new FilePositionStore(deep, KEY).load()).isEqualTo("1");
    }

    @Test
    void aDirectoryThatWasRemovedIsMadeAgain() throws Exception {
        Path below = directory.resolve("below/box.position");
        FilePositionStore there = new FilePositionStore(below, KEY);
        there.save("1");
        Files.delete(below);
        Files.delete(below.getParent());

        there.save("2");

        assertThat(there.load()).isEqualTo("2");
    }

    @Test
    void aReaderNeverSeesHalfAPosition() throws Exception {
        String[] positions = { "1", "12345678901234567890".repeat(200) };
        store.save(positions[0]);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Set<String>> reader = CompletableFuture.supplyAsync(() -> {
            Set<String> seen = new HashSet<>();
            do {
                try {
                    seen.add(new FilePositionStore(file, KEY).load());
                } catch (PositionStoreException e) {
                    seen.add(e.getMessage());
                }
            } while (!done.get());
            return seen;
        });

        for (int i = 1; i <= 300; i++) {
            store.save(positions[i % 2]);
        }
        done.set(true);

        assertThat(reader.get()).isSubsetOf(positions);
    }

    @Test
    void theOldFileStaysWhenTheNewOneCannotBeWritten() throws Exception {
        store.save("1");
        // Not even the administrator can replace it by a file.
        Path inTheWay = Files.createDirectory(directory.resolve("box.position.new"));
        Files.createFile(inTheWay.resolve("occupied"));

        assertThatThrownBy(() -> store.save("2")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot write the position file " + file).hasMessageNotContaining("\n");

        assertThat(store.load()).isEqualTo("1");
    }

    @Test
    void aFileInThePlaceOfItsDirectoryIsReported() throws Exception {
        Path notADirectory = Files.createFile(directory.resolve("not-a-directory"));
        FilePositionStore below = new FilePositionStore(notADirectory.resolve("box.position"), KEY);

        assertThatThrownBy(() -> below.save("1")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot write the position file " + notADirectory.resolve("box.position"));
        assertThatThrownBy(below::load).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot read the position file " + notADirectory.resolve("box.position"));
    }

    @Test
    void whatACrashLeftBehindDoesNoHarm() throws Exception {
        store.save("1");
        Files.writeString(directory.resolve("box.position.new"), "{\"key\":\"box-ev");

        assertThat(store.load()).isEqualTo("1");
        store.save("2");

        assertThat(store.load()).isEqualTo("2");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatACrashLeftBehindAloneIsNoPosition() throws Exception {
        Files.writeString(directory.resolve("box.position.new"), "{\"key\":\"box-events/all\",\"position\":\"2\"}\n");

        assertThat(store.load()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "\n", "garbage", "1152921504606846976", "{\"key\":\"box-events/all\",\"posi", "[]", "{}", "null",
            "{\"key\":\"box-events/all\"}", "{\"position\":\"1\"}", "{\"key\":\"box-events/all\",\"position\":\"\"}",
            "{\"key\":\"box-events/all\",\"position\":\" \"}", "{\"key\":\"box-events/all\",\"position\":null}",
            "{\"key\":\"box-events/all\",\"position\":1.5e30}", "{\"key\":17,\"position\":\"1\"}",
            "{\"key\":\"box-events/all\",\"position\":\"1\"}{\"key\":\"box-events/all\",\"position\":\"2\"}",
            "{\"key\":\"box-events/all\",\"position\":\"1\"}garbage" })
    void contentThatNobodyWroteIsRefused(String content) throws Exception {
        Files.writeString(file, content);
        assertRefused();
    }

    @Test
    void aFileOfZerosIsRefused() throws Exception {
        // What some file systems leave after a power failure.
        Files.write(file, new byte[60]);
        assertRefused();
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        Files.write(file, new byte[] { (byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80 });
        assertRefused();
    }

    private void assertRefused() throws Exception {
        byte[] before = Files.readAllBytes(file);
        PositionStoreException refusal = catchThrowableOfType(PositionStoreException.class, store::load);

        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).contains("The position file " + file + " is unreadable", "Restore it, or remove it",
                "streamPosition").doesNotContain("\n");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDirectoryInThePlaceOfTheFileIsRefused() throws Exception {
        Files.createDirectory(file);

        assertThatThrownBy(store::load).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot read the position file " + file);
    }

    @ParameterizedTest
    @CsvSource({ "box-events/changes", "box-events/all/77", "''" })
    void theFileOfAnotherEndpointIsRefused(String other) throws Exception {
        new FilePositionStore(file, other).save("1");

        assertThatThrownBy(store::load).isInstanceOf(PositionStoreException.class)
                .hasMessage("The position file " + file + " belongs to '" + other + "', not to '" + KEY
                            + "': give each endpoint a file of its own, or set the option positionKey to '" + other + "'");
    }

    @Test
    void anInterruptOfTheThreadIsNoFailureAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        try {
            store.save("1");
            assertThat(store.load()).isEqualTo("1");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
