// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A token provider of the user's, which may do anything: throw, hang, give nothing. */
class ProvidedCredentialsTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Gate gate = new Gate();
    private final Provider provider = new Provider();
    private ProvidedCredentials credentials = new ProvidedCredentials(provider, executor, Duration.ofSeconds(20));

    @AfterEach
    void end() {
        provider.hanging.countDown();
        executor.shutdownNow();
    }

    /** Notes the calls, and behaves as it is told to. */
    private static final class Provider implements AccessTokenProvider {

        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final List<Thread> threads = new CopyOnWriteArrayList<>();
        private volatile String token = "good";
        private volatile Throwable failure;
        private volatile Throwable failureToInvalidate;
        private volatile CountDownLatch hanging = new CountDownLatch(0);
        private volatile boolean invalidateHangs;

        @Override
        public String getAccessToken() throws Exception {
            note("get");
            hang();
            if (failure != null) {
                throw AuthTestSupport.<RuntimeException> sneak(failure);
            }
            return token;
        }

        @Override
        public void invalidate(String accessToken) {
            note("invalidate " + accessToken);
            if (invalidateHangs) {
                hang();
            }
            if (failureToInvalidate != null) {
                throw AuthTestSupport.<RuntimeException> sneak(failureToInvalidate);
            }
        }

        private void note(String call) {
            calls.add(call);
            threads.add(Thread.currentThread());
        }

        private void hang() {
            AuthTestSupport.await().until(() -> hanging.getCount() == 0);
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("the vault is sealed"), new IllegalStateException(),
                new IOException("checked"), new NoClassDefFoundError("Vault"), new StackOverflowError(),
                new Exception("two\r\nlines"), new InterruptedException());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverItThrowsIsAnErrorInOneLine(Throwable failure) throws Exception {
        provider.failure = failure;

        assertThatThrownBy(() -> credentials.authorization(gate)).isInstanceOf(BoxApiException.class).hasCause(failure)
                .hasMessageStartingWith("logging in failed: " + failure.getClass().getSimpleName())
                .hasMessageNotContainingAny("\n", "\r");
        provider.failure = null;
        assertThat(credentials.authorization(gate)).isEqualTo("Bearer good");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " ", "\n" })
    void noTokenIsAnError(String token) {
        provider.token = token;

        assertThatThrownBy(() -> credentials.authorization(gate)).isInstanceOf(BoxApiException.class)
                .hasMessage("logging in failed: the accessTokenProvider returned no token");
    }

    @Test
    void aRejectedTokenIsInvalidatedWithTheNextCallAndNotByTheCaller() throws Exception {
        credentials.authorization(gate);
        credentials.rejected("Bearer good");
        assertThat(provider.calls).containsExactly("get");

        credentials.authorization(gate);
        credentials.authorization(gate);

        assertThat(provider.calls).containsExactly("get", "invalidate good", "get", "get");
        assertThat(provider.threads).doesNotContain(Thread.currentThread());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureToInvalidateDoesNotPreventTheNextToken(Throwable failure) throws Exception {
        provider.failureToInvalidate = failure;
        credentials.rejected("Bearer bad");

        assertThat(credentials.authorization(gate)).isEqualTo("Bearer good");
        assertThat(provider.calls).containsExactly("invalidate bad", "get");
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void aCallThatHangsIsAnErrorAndIsNotRepeatedUntilItHasReturned(boolean invalidate) throws Exception {
        credentials = new ProvidedCredentials(provider, executor, Duration.ofMillis(200));
        provider.hanging = new CountDownLatch(1);
        provider.invalidateHangs = invalidate;
        if (invalidate) {
            credentials.rejected("Bearer bad");
        }

        assertThatThrownBy(() -> credentials.authorization(gate)).isInstanceOf(BoxApiException.class)
                .hasMessage("logging in failed: the accessTokenProvider has not returned within 0.2 s");
        assertThatThrownBy(() -> credentials.authorization(gate)).isInstanceOf(BoxApiException.class)
                .hasMessage("logging in failed: the accessTokenProvider has not returned from an earlier call");
        assertThat(provider.calls).hasSize(1);

        provider.hanging.countDown();
        AuthTestSupport.await().ignoreExceptions().until(() -> credentials.authorization(gate).equals("Bearer good"));
    }

    @Test
    void rejectingWaitsForNothingEvenIfTheProviderHangs() {
        provider.hanging = new CountDownLatch(1);
        provider.invalidateHangs = true;
        List<CompletableFuture<Throwable>> callers = Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> catchThrowable(() -> credentials.authorization(gate)), executor))
                .limit(3).toList();
        AuthTestSupport.await().until(() -> !provider.calls.isEmpty());

        long start = System.nanoTime();
        credentials.rejected("Bearer good");
        credentials.close();
        gate.close();

        assertThat(callers).extracting(CompletableFuture::join).hasOnlyElementsOfType(CancelledException.class);
        // The provider would hang for longer, and the callers wait for 20 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
}
