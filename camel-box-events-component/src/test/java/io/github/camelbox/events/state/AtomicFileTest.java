// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that is replaced as a whole, and its lock. */
class AtomicFileTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadAndOnlyTheOwnersToRead() throws Exception {
        Path path = directory.resolve("a/b/file");
        AtomicFile file = new AtomicFile(path);
        assertThat(file.read()).isNull();

        file.replace("first, and longer".getBytes(UTF_8));
        file.replace("second".getBytes(UTF_8));

        assertThat(new String(file.read(), UTF_8)).isEqualTo("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        assertThat(path.getParent()).isDirectoryNotContaining(other -> !other.equals(path));
    }

    @Test
    void whatCannotBeReplacedStaysAsItWas() throws Exception {
        AtomicFile file = new AtomicFile(directory.resolve("file"));
        file.replace("first".getBytes(UTF_8));
        Files.createDirectories(directory.resolve("file.new/x"));

        assertThatThrownBy(() -> file.replace("second".getBytes(UTF_8))).isInstanceOf(IOException.class);

        assertThat(new String(file.read(), UTF_8)).isEqualTo("first");
    }

    @Test
    void theLockIsForOne() throws Exception {
        Path path = directory.resolve("file");
        Files.createSymbolicLink(directory.resolve("link"), directory);
        try (Closeable lock = new AtomicFile(path).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new AtomicFile(path).tryLock()).isNull();
            assertThat(new AtomicFile(directory.resolve("link/file")).tryLock()).isNull();
        }
        try (Closeable lock = new AtomicFile(path).tryLock()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void anotherProcessIsLockedOutEvenAfterAnAttemptInThisOne() throws Exception {
        Path path = directory.resolve("file");
        try (Closeable lock = new AtomicFile(path).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new AtomicFile(path).tryLock()).isNull();
            assertThat(exitCodeOfLocking(path)).isEqualTo(1);
        }
        assertThat(exitCodeOfLocking(path)).isZero();
    }

    private static int exitCodeOfLocking(Path path) throws Exception {
        return new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
                Locking.class.getName(), path.toString()).inheritIO().start().waitFor();
    }

    /** Ends with 0 if it gets the lock of the file. */
    static final class Locking {

        private Locking() {
        }

        public static void main(String[] arguments) throws Exception {
            try (Closeable lock = new AtomicFile(Path.of(arguments[0])).tryLock()) {
                System.exit(lock == null ? 1 : 0);
            }
        }
    }
}
