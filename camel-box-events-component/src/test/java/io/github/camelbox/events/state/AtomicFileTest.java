// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that is replaced as a whole, and its lock. */
class AtomicFileTest {

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeftLocked() {
        assertThat(System.getProperties().stringPropertyNames()).noneMatch(name -> name.contains("events.locked"));
    }

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
    void interruptsInTheMiddleOfAWriteDoNotStopIt() throws Exception {
        AtomicFile file = new AtomicFile(directory.resolve("file"));
        byte[] content = new byte[1 << 20];
        Thread writer = Thread.currentThread();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread interrupter = new Thread(() -> {
            while (!done.isDone()) {
                writer.interrupt();
                Thread.onSpinWait();
                sleep();
            }
        });
        interrupter.start();
        try {
            for (byte i = 1; i <= 50; i++) {
                content[0] = i;
                file.replace(content);
                assertThat(Files.size(directory.resolve("file"))).isEqualTo(content.length);
            }
        } finally {
            done.complete(null);
            while (interrupter.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file.read()[0]).isEqualTo((byte) 50);
    }

    private static void sleep() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theRootIsNoFile() {
        AtomicFile root = new AtomicFile(directory.getRoot());

        assertThatThrownBy(root::read).isInstanceOf(IOException.class);
        assertThatThrownBy(root::tryLock).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.replace(new byte[1])).isInstanceOf(IOException.class);
        assertThat(root.lockFile()).isNotNull();
    }

    @Test
    void theLockIsForOne() throws Exception {
        Path path = directory.resolve("file");
        Closeable lock = new AtomicFile(path).tryLock();
        assertThat(lock).isNotNull();
        assertThat(new AtomicFile(path).tryLock()).isNull();
        lock.close();

        try (Closeable next = new AtomicFile(path).tryLock()) {
            assertThat(next).isNotNull();
            // A second time, which must not release what is another's by now.
            lock.close();
            assertThat(new AtomicFile(path).tryLock()).isNull();
            assertThat(exitCodeOfLocking(path)).isEqualTo(1);
        }
    }

    @Test
    void aLockThatCannotBeHadLeavesNothingBehind() throws Exception {
        Path path = directory.resolve("file");
        // Not even the administrator can write to a directory.
        Files.createDirectory(directory.resolve("file.lock"));

        assertThatThrownBy(new AtomicFile(path)::tryLock).isInstanceOf(IOException.class);

        Files.delete(directory.resolve("file.lock"));
        new AtomicFile(path).tryLock().close();
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

    @Test
    void anAttemptInAnotherClassLoaderReleasesNothing() throws Exception {
        Path path = directory.resolve("file");
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            try (Closeable lock = new AtomicFile(path).tryLock()) {
                assertThat(lock).isNotNull();
                assertThat(tryLockIn(loader, path)).isNull();
                assertThat(exitCodeOfLocking(path)).isEqualTo(1);
            }
            try (Closeable lock = tryLockIn(loader, path)) {
                assertThat(lock).isNotNull();
                assertThat(new AtomicFile(path).tryLock()).isNull();
                assertThat(exitCodeOfLocking(path)).isEqualTo(1);
            }
        }
        new AtomicFile(path).tryLock().close();
    }

    private static URL[] classPath() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static Closeable tryLockIn(ClassLoader loader, Path path) throws Exception {
        Class<?> type = loader.loadClass(AtomicFile.class.getName());
        assertThat(type).isNotSameAs(AtomicFile.class);
        return (Closeable) type.getMethod("tryLock").invoke(type.getConstructor(Path.class).newInstance(path));
    }

    @Test
    void aLockFileThatIsReachedByTwoPathsIsLockedOnce() throws Exception {
        // As if the directory were mounted twice.
        Path path = directory.resolve("file");
        Path twin = Files.createDirectory(directory.resolve("twin")).resolve("file");
        Files.createFile(directory.resolve("file.lock"));
        Files.createLink(directory.resolve("twin/file.lock"), directory.resolve("file.lock"));

        try (Closeable lock = new AtomicFile(path).tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new AtomicFile(twin).tryLock()).isNull();
            assertThat(exitCodeOfLocking(path)).isEqualTo(1);
        }
    }

    @Test
    void aLockFileThatIsDeletedStaysLockedInThisProcess() throws Exception {
        Path path = directory.resolve("file");
        try (Closeable lock = new AtomicFile(path).tryLock()) {
            assertThat(lock).isNotNull();
            Files.delete(directory.resolve("file.lock"));
            assertThat(new AtomicFile(path).tryLock()).isNull();
        }
    }

    static int exitCodeOfLocking(Path path) throws Exception {
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
