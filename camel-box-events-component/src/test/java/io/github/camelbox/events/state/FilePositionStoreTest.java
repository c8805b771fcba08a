// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
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
        assertThat(store.read()).isNull();
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "0", "007", "9007199254740993", "10000000000000000000", "123456789012345678901234567890", "1e3", "-1", "1.50",
            "opaque/text+with=\"quotes\"\\ and ünïcode" })
    void aPositionIsKeptDigitForDigit(String position) throws Exception {
        store.replace(null, position);

        assertThat(new FilePositionStore(file, KEY).read()).isEqualTo(position);
    }

    @Test
    void theFileIsOneLineOfJson() throws Exception {
        store.replace(null, "1152921504606846976");

        assertThat(file).hasContent("{\"key\":\"box-events/all\",\"position\":\"1152921504606846976\"}\n");
    }

    @Test
    void aLaterPositionTakesThePlaceOfTheEarlierOneAndNothingElseIsLeft() throws Exception {
        store.replace(null, "12345678901234567890");
        store.replace(null, "2");

        assertThat(store.read()).isEqualTo("2");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws Exception {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "POSIX permissions");
        store.replace(null, "1");
        store.replace(null, "2");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void missingDirectoriesAreMade() throws Exception {
        Path deep = directory.resolve("not/there/yet/box.position");
        new FilePositionStore(deep, KEY).replace(null, "1");

        assertThat(new FilePositionStore(deep, KEY).read()).isEqualTo("1");
    }

    @Test
    void aDirectoryThatWasRemovedIsMadeAgain() throws Exception {
        Path below = directory.resolve("below/box.position");
        FilePositionStore there = new FilePositionStore(below, KEY);
        there.replace(null, "1");
        Files.delete(below);
        Files.delete(below.getParent());

        there.replace(null, "2");

        assertThat(there.read()).isEqualTo("2");
    }

    @Test
    void aReaderNeverSeesHalfAPosition() throws Exception {
        String[] positions = { "1", "12345678901234567890".repeat(200) };
        store.replace(null, positions[0]);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Set<String>> reader = CompletableFuture.supplyAsync(() -> {
            Set<String> seen = new HashSet<>();
            do {
                try {
                    seen.add(new FilePositionStore(file, KEY).read());
                } catch (PositionStoreException e) {
                    seen.add(e.getMessage());
                }
            } while (!done.get());
            return seen;
        });

        for (int i = 1; i <= 300; i++) {
            store.replace(null, positions[i % 2]);
        }
        done.set(true);

        assertThat(reader.get()).isSubsetOf(positions);
    }

    @Test
    void theOldFileStaysWhenTheNewOneCannotBeWritten() throws Exception {
        store.replace(null, "1");
        // Not even the administrator can replace it by a file.
        Path inTheWay = Files.createDirectory(directory.resolve("box.position.new"));
        Files.createFile(inTheWay.resolve("occupied"));

        assertThatThrownBy(() -> store.replace(null, "2")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot write the position file " + file).hasMessageNotContaining("\n");

        assertThat(store.read()).isEqualTo("1");
    }

    @Test
    void aFileInThePlaceOfItsDirectoryIsReported() throws Exception {
        Path notADirectory = Files.createFile(directory.resolve("not-a-directory"));
        FilePositionStore below = new FilePositionStore(notADirectory.resolve("box.position"), KEY);

        assertThatThrownBy(() -> below.replace(null, "1")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot write the position file " + notADirectory.resolve("box.position"));
        assertThatThrownBy(below::read).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot read the position file " + notADirectory.resolve("box.position"));
    }

    @Test
    void whatACrashLeftBehindDoesNoHarm() throws Exception {
        store.replace(null, "1");
        Files.writeString(directory.resolve("box.position.new"), "{\"key\":\"box-ev");

        assertThat(store.read()).isEqualTo("1");
        store.replace(null, "2");

        assertThat(store.read()).isEqualTo("2");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatACrashLeftBehindAloneIsNoPosition() throws Exception {
        Files.writeString(directory.resolve("box.position.new"), "{\"key\":\"box-events/all\",\"position\":\"2\"}\n");

        assertThat(store.read()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "\n", "garbage", "1152921504606846976", "{\"key\":\"box-events/all\",\"posi", "[]", "{}", "null",
            "{\"key\":\"box-events/all\"}", "{\"position\":\"1\"}", "{\"key\":\"box-events/all\",\"position\":\"\"}",
            "{\"key\":\"box-events/all\",\"position\":\" \"}", "{\"key\":\"box-events/all\",\"position\":null}",
            "{\"key\":\"box-events/all\",\"position\":1.5e30}", "{\"key\":17,\"position\":\"1\"}",
            "{\"key\":\"box-events/all\",\"position\":\"1\"}{\"key\":\"box-events/all\",\"position\":\"2\"}",
            "{\"key\":\"box-events/all\",\"position\":\"1\"}garbage" })
    void contentThatTheStoreDidNotWriteIsRejected(String content) throws Exception {
        Files.writeString(file, content);
        assertRejected();
    }

    @Test
    void aFileOfZerosIsRejected() throws Exception {
        // What some file systems leave after a power failure.
        Files.write(file, new byte[60]);
        assertRejected();
    }

    @Test
    void bytesThatAreNoTextAreRejected() throws Exception {
        Files.write(file, new byte[] { (byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80 });
        assertRejected();
    }

    private void assertRejected() throws Exception {
        byte[] before = Files.readAllBytes(file);
        PositionStoreException rejection = catchThrowableOfType(PositionStoreException.class, store::read);

        assertThat(rejection).isNotNull();
        assertThat(rejection.getMessage()).contains("The position file " + file + " is unreadable", "Restore it, or remove it",
                "streamPosition").doesNotContain("\n");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDirectoryInThePlaceOfTheFileIsRejected() throws Exception {
        Files.createDirectory(file);

        assertThatThrownBy(store::read).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("Cannot read the position file " + file);
    }

    @ParameterizedTest
    @CsvSource({ "box-events/changes", "box-events/all/77", "''" })
    void theFileOfAnotherConsumerIsRejected(String other) throws Exception {
        new FilePositionStore(file, other).replace(null, "1");

        assertThatThrownBy(store::read).isInstanceOf(PositionStoreException.class)
                .hasMessage("The position file " + file + " belongs to '" + other + "', not to '" + KEY
                            + "': give each consumer a positionFile of its own, or set the option positionKey to '" + other
                            + "'");
    }

    @Test
    void theClaimIsForOneAndIsReleasedByClosing() throws Exception {
        FilePositionStore other = new FilePositionStore(file, KEY);
        store.claim();
        assertThatThrownBy(other::claim).isInstanceOf(PositionStoreException.class).hasMessage(
                "The position file " + file + " is in use by another consumer: give each consumer a positionFile of its own");

        store.close();
        store.close();

        other.claim();
        assertThatThrownBy(new FilePositionStore(file, KEY)::claim).isInstanceOf(PositionStoreException.class);
        other.close();
    }

    @Test
    void theClaimHoldsForEveryNameOfTheFile() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        store.claim();
        FilePositionStore other = new FilePositionStore(link, KEY);

        assertThatThrownBy(other::claim).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("The position file " + link + " is in use by another consumer");
        store.close();
    }

    @Test
    void afterClosingNothingIsStored() throws Exception {
        store.claim();
        store.replace(null, "1");
        store.close();

        assertThatThrownBy(() -> store.replace("1", "2")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("the consumer has ended").hasMessageNotContaining("\n");
        assertThat(new FilePositionStore(file, KEY).read()).isEqualTo("1");
    }

    @Test
    void closingDoesNotWaitForAWriteThatHangsWhichKeepsTheLockUntilItReturns() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        FilePositionStore hanging = new FilePositionStore(new AtomicFile(file) {
            @Override
            public void replace(byte[] content) throws IOException {
                hangs.countDown();
                awaitUninterruptibly(back);
                super.replace(content);
            }
        }, KEY);
        hanging.claim();
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> replace(hanging));
        hangs.await();

        assertTimeoutPreemptively(Duration.ofSeconds(2), hanging::close);
        assertThatThrownBy(store::claim).isInstanceOf(PositionStoreException.class);
        back.countDown();
        write.join();

        store.claim();
        assertThat(store.read()).isEqualTo("1");
        store.close();
    }

    @Test
    void aClaimThatHasOutlivedClosingIsReleased() throws Exception {
        AtomicReference<FilePositionStore> closing = new AtomicReference<>();
        FilePositionStore closedMeanwhile = new FilePositionStore(new AtomicFile(file) {
            @Override
            public Closeable tryLock() throws IOException {
                closing.get().close();
                return super.tryLock();
            }
        }, KEY);
        closing.set(closedMeanwhile);

        assertThatThrownBy(closedMeanwhile::claim).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("the consumer has ended");
        store.claim();
        store.close();
    }

    private static void replace(FilePositionStore store) {
        try {
            store.replace(null, "1");
        } catch (PositionStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptOfTheThreadIsNoFailureAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        try {
            store.claim();
            store.replace(null, "1");
            assertThat(store.read()).isEqualTo("1");
            store.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        FilePositionStore next = new FilePositionStore(file, KEY);
        next.claim();
        next.close();
    }
}
