// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Who may use a position file, and what closing it means. */
class FilePositionStoreClaimTest {

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

        assertTimeoutPreemptively(Duration.ofSeconds(20), hanging::close);
        assertThatThrownBy(store::claim).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("is still being written for a consumer that has ended");
        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> claim(store));
        await().during(Duration.ofMillis(200)).until(() -> !next.isDone());
        back.countDown();
        write.join();

        next.join();
        assertThat(store.read()).isEqualTo("1");
        store.close();
    }

    @Test
    void aClaimThatHasOutlivedClosingIsReleased() throws Exception {
        AtomicReference<FilePositionStore> closing = new AtomicReference<>();
        FilePositionStore closedMeanwhile = new FilePositionStore(new AtomicFile(file) {
            @Override
            public Lock tryLock() throws IOException {
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

    private static void claim(FilePositionStore store) {
        try {
            store.claim();
        } catch (PositionStoreException e) {
            throw new IllegalStateException(e);
        }
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
}
