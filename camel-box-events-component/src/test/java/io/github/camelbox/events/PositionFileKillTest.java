// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.camelbox.events.state.FilePositionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelbox.events.BoxEventsTestSupport.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is killed while it stores positions leaves a file that is whole and holds the last position it was told is
 * stored, or the one after. (What the operating system has not yet written to the disk survives a kill; that it is forced
 * there before the move, only a power cut would show.)
 */
class PositionFileKillTest {

    private static final int KILLS = Integer.getInteger("kills", 150);
    private static final int LANES = 2;

    /** Stores one position after the other, as fast as it can, and prints each that is stored. */
    static final class Writer {

        private Writer() {
        }

        public static void main(String[] args) throws Exception {
            Thread end = new Thread(Writer::endWithTheTest);
            end.setDaemon(true);
            end.start();
            FilePositionStore store = new FilePositionStore(Path.of(args[0]), "key");
            store.claim();
            String stored = store.read();
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
            for (long position = stored == null ? 1 : Long.parseLong(stored) + 1;; position++) {
                store.replace(null, Long.toString(position));
                out.println(position);
            }
        }

        private static void endWithTheTest() {
            try {
                while (System.in.read() != -1) {
                    // Nothing is sent: what is awaited is the end.
                }
            } catch (IOException e) {
                // The end too.
            }
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    @Timeout(600)
    void everyKillLeavesTheLastPositionOrTheNext(@TempDir Path directory) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Callable<Void>> work = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            Path own = Files.createDirectory(directory.resolve("lane-" + lane));
            work.add(() -> killAgainAndAgain(own, new Random(own.toString().hashCode())));
        }
        for (Future<Void> result : lanes.invokeAll(work)) {
            result.get();
        }
        lanes.shutdown();
    }

    private static Void killAgainAndAgain(Path directory, Random random) throws Exception {
        Path file = directory.resolve("box.position");
        long stored = 0;
        for (int kill = 0; kill < KILLS / LANES; kill++) {
            Path output = directory.resolve("output-" + kill);
            try (ForkedJvm writer = ForkedJvm.start(output, List.of(), Writer.class, file)) {
                await().until(() -> lastLine(output) > 0);
                assertThat(writer.endsWithin(Duration.ofNanos(random.nextInt(30_000_000)))).isFalse();
                writer.kill();
            }
            long acknowledged = lastLine(output);
            assertThat(acknowledged).isGreaterThan(stored);
            try (FilePositionStore store = new FilePositionStore(file, "key")) {
                // Claiming shows that the lock is gone with the process.
                store.claim();
                stored = Long.parseLong(store.read());
            }
            assertThat(stored).isBetween(acknowledged, acknowledged + 1);
            Files.delete(output);
        }
        return null;
    }

    private static long lastLine(Path output) throws Exception {
        String text = Files.exists(output) ? Files.readString(output) : "";
        int end = text.lastIndexOf('\n');
        return end == -1 ? 0 : Long.parseLong(text.substring(text.lastIndexOf('\n', end - 1) + 1, end).strip());
    }
}
