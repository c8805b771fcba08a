// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A position in a repository: what the repository does wrong, and who may use it. */
class RepositoryPositionStoreTest {

    private final Repository repository = new Repository();
    private final RepositoryPositionStore store = new RepositoryPositionStore(repository, "key");

    /** Throws what it is told to. Its equality is of no use. */
    private static final class Repository extends ServiceSupport implements StateRepository<String, String> {

        private final MemoryStateRepository memory = new MemoryStateRepository();
        private Throwable failure;
        private CountDownLatch hanging;
        private final CountDownLatch hangs = new CountDownLatch(1);

        @Override
        public void setState(String key, String value) {
            behave();
            memory.setState(key, value);
        }

        @Override
        public String getState(String key) {
            behave();
            return memory.getState(key);
        }

        private void behave() {
            if (failure != null) {
                RepositoryPositionStoreTest.<RuntimeException> sneak(failure);
            }
            if (hanging != null) {
                hangs.countDown();
                try {
                    hanging.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Repository;
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("no connection");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no connection");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("no connection"), new IllegalStateException(),
                new NoClassDefFoundError("Driver"), new IOException("broken"), new Exception("two\r\nlines"), new InterruptedException(), new StackOverflowError(),
                new Throwable("odd"), new AssertionError());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverItThrowsIsOneLine(Throwable failure) {
        repository.failure = failure;

        assertThatThrownBy(store::read).isInstanceOf(PositionStoreException.class).hasCause(failure)
                .hasMessageStartingWith("Cannot read the position from the repository RepositoryPositionStoreTest$Repository under"
                                        + " the key key: " + failure.getClass().getSimpleName())
                .hasMessageNotContainingAny("\n", "\r");
        assertThatThrownBy(() -> store.replace("1", "2")).isInstanceOf(PositionStoreException.class).hasCause(failure)
                .hasMessageStartingWith("Cannot store the position in the repository RepositoryPositionStoreTest$Repository")
                .hasMessageNotContainingAny("\n", "\r");
    }

    @Test
    void whatIsStoredIsRead() throws Exception {
        assertThat(store.read()).isNull();
        assertThat(store.replace(null, "1")).isTrue();
        // The claim is what protects it, not what is expected.
        assertThat(store.replace("another", "2")).isTrue();
        assertThat(store.read()).isEqualTo("2");
        assertThat(new RepositoryPositionStore(repository, "other").read()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\n" })
    void anEmptyPositionIsNotTakenForNone(String position) {
        repository.setState("key", position);

        assertThatThrownBy(store::read).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("is empty: remove the key, then the option streamPosition applies");
    }

    @Test
    void twoConsumersOnOneRepositoryAndKeyAreRejectedWithTheFix() throws Exception {
        RepositoryPositionStore other = new RepositoryPositionStore(repository, "key");
        store.claim();
        try {
            assertThatThrownBy(other::claim).isInstanceOf(PositionStoreException.class)
                    .hasMessageContaining("is in use by another consumer").hasMessageContaining("positionKey");
            // Which has not claimed it, and so does not release it.
            other.close();
            assertThatThrownBy(new RepositoryPositionStore(repository, "key")::claim)
                    .isInstanceOf(PositionStoreException.class);
        } finally {
            store.close();
        }
    }

    @Test
    void anotherKeyAndAnEqualRepositoryAreOthers() throws Exception {
        RepositoryPositionStore otherKey = new RepositoryPositionStore(repository, "other");
        RepositoryPositionStore equal = new RepositoryPositionStore(new Repository(), "key");
        store.claim();
        otherKey.claim();
        equal.claim();

        store.close();
        otherKey.close();
        equal.close();
    }

    @Test
    void closingReleasesTheClaimOnce() throws Exception {
        store.claim();
        store.close();
        RepositoryPositionStore next = new RepositoryPositionStore(repository, "key");
        next.claim();
        store.close();

        assertThatThrownBy(new RepositoryPositionStore(repository, "key")::claim).isInstanceOf(PositionStoreException.class);
        next.close();
        assertThatThrownBy(store::claim).isInstanceOf(PositionStoreException.class);
    }

    @Test
    void afterClosingNothingIsStored() throws Exception {
        store.claim();
        store.replace(null, "1");
        store.close();

        assertThatThrownBy(() -> store.replace("1", "2")).isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("the consumer has ended");
        assertThat(repository.memory.getState("key")).isEqualTo("1");
    }

    @Test
    void closingWaitsForNoCallOfTheRepositoryAndReleasesTheClaim() throws Exception {
        store.claim();
        repository.hanging = new CountDownLatch(1);
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
            try {
                store.replace(null, "1");
            } catch (PositionStoreException e) {
                throw new IllegalStateException(e);
            }
        });
        repository.hangs.await();

        store.close();

        RepositoryPositionStore next = new RepositoryPositionStore(repository, "key");
        next.claim();
        next.close();
        repository.hanging.countDown();
        write.join();
    }
}
