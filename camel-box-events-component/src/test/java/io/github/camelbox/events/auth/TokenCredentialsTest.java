// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** How long a token is used, and when another is requested. */
class TokenCredentialsTest extends AuthTestSupport {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final Requests requests = new Requests();
    private TokenCredentials credentials;

    @BeforeEach
    void setUpCredentials() {
        credentials = credentials(TIMEOUT);
    }

    private TokenCredentials credentials(Duration timeout) {
        return new TokenCredentials(clientCredentials(), requests, newClient(timeout), executor, clock::get);
    }

    private void pass(Duration duration) {
        clock.addAndGet(duration.toNanos());
    }

    private void awaitEndOfRequest(int number) {
        await().until(() -> requests.count.get() == number && ((ThreadPoolExecutor) executor).getActiveCount() == 0);
    }

    /** Gives the tokens 1, 2, 3, …, or what it is told to. */
    private static final class Requests implements Grant {

        private final AtomicInteger count = new AtomicInteger();
        private volatile Duration lifetime = Duration.ofHours(1);
        private volatile Throwable failure;
        private volatile CountDownLatch released = new CountDownLatch(0);

        @Override
        public Token fetch(TokenClient client) {
            int number = count.incrementAndGet();
            await().until(() -> released.getCount() == 0);
            if (failure != null) {
                throw AuthTestSupport.<RuntimeException> sneak(failure);
            }
            return new Token(String.valueOf(number), null, lifetime);
        }

        void hold() {
            released = new CountDownLatch(1);
        }
    }

    private String token() throws BoxApiException {
        String authorization = credentials.authorization(gate);
        assertThat(authorization).startsWith("Bearer ");
        return authorization.substring("Bearer ".length());
    }

    private CompletableFuture<String> tokenLater() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return token();
            } catch (BoxApiException e) {
                throw new IllegalStateException(e);
            }
        }, executor);
    }

    @Test
    void whoNeedsATokenMeanwhileWaitsForTheSameRequest() {
        requests.hold();
        List<CompletableFuture<String>> tokens = IntStream.range(0, 20).mapToObj(i -> tokenLater()).toList();
        await().until(() -> requests.count.get() == 1);
        requests.released.countDown();

        assertThat(tokens).extracting(CompletableFuture::join).containsOnly("1");
        assertThat(requests.count).hasValue(1);
    }

    @Test
    void aTokenOfUnknownLifetimeIsUsedUntilItIsRejected() throws Exception {
        requests.lifetime = null;
        assertThat(token()).isEqualTo("1");
        assertThat(token()).isEqualTo("1");

        credentials.rejected("Bearer 1");

        assertThat(token()).isEqualTo("2");
    }

    @Test
    void aTokenIsUsedWhileItsRenewalHangs() throws Exception {
        requests.lifetime = Duration.ofSeconds(10);
        assertThat(token()).isEqualTo("1");
        requests.hold();
        pass(Duration.ofSeconds(9));
        assertThat(token()).isEqualTo("1");
        await().until(() -> requests.count.get() == 2);
        pass(Duration.ofSeconds(1).minusNanos(1));
        assertThat(token()).isEqualTo("1");

        // Who comes after its end has to wait, for the same request.
        pass(Duration.ofNanos(1));
        CompletableFuture<String> next = tokenLater();
        assertThat(next).isNotDone();
        requests.released.countDown();
        assertThat(next.join()).isEqualTo("2");
        assertThat(requests.count).hasValue(2);
    }

    @Test
    void aTokenIsUsedUntilItsEndWhileItsRenewalFailsAndBoxIsNotHammered() throws Exception {
        requests.lifetime = Duration.ofSeconds(100);
        assertThat(token()).isEqualTo("1");
        requests.failure = new BoxApiException("the request for an access token failed with 503", null);
        for (int second = 1; second < 100; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(token()).isEqualTo("1");
            // In the background after 90 s, and again 5 s later.
            awaitEndOfRequest(second < 90 ? 1 : second < 95 ? 2 : 3);
        }
        pass(Duration.ofSeconds(1));

        // There is no other token left.
        assertThatThrownBy(this::token).isSameAs(requests.failure);
        assertThat(requests.count).hasValue(4);
        requests.failure = null;
        assertThat(token()).isEqualTo("5");
    }

    @Test
    void aTokenIsRenewedWithoutAWaitBeforeItsEnd() throws Exception {
        requests.lifetime = Duration.ofSeconds(1);
        assertThat(token()).isEqualTo("1");
        for (int next = 2; next <= 4; next++) {
            pass(Duration.ofMillis(899));
            assertThat(token()).isEqualTo(String.valueOf(next - 1));
            assertThat(requests.count).hasValue(next - 1);
            pass(Duration.ofMillis(1));
            requests.hold();
            // Who waited for the request would wait for ever.
            assertThat(token()).isEqualTo(String.valueOf(next - 1));
            requests.released.countDown();
            awaitEndOfRequest(next);
            assertThat(token()).isEqualTo(String.valueOf(next));
        }
    }

    @Test
    void aRejectedTokenIsNotUsedAgainEvenIfThereIsNoOther() throws Exception {
        assertThat(token()).isEqualTo("1");
        requests.failure = new BoxApiException("broken", null);
        credentials.rejected("Bearer 1");

        assertThatThrownBy(this::token).isSameAs(requests.failure);
        assertThatThrownBy(this::token).isSameAs(requests.failure);
        requests.failure = null;
        assertThat(token()).isEqualTo("4");
    }

    @Test
    void aTokenThatIsRejectedLateDoesNotCostTheNextOne() throws Exception {
        assertThat(token()).isEqualTo("1");
        credentials.rejected("Bearer 1");
        assertThat(token()).isEqualTo("2");

        credentials.rejected("Bearer 1");
        credentials.rejected("Bearer ");

        assertThat(token()).isEqualTo("2");
    }

    @Test
    void closingTheGateEndsTheWaitButNotTheRequest() throws Exception {
        requests.hold();
        CompletableFuture<Throwable> cut
                = CompletableFuture.supplyAsync(() -> catchThrowable(() -> credentials.authorization(gate)), executor);
        await().until(() -> requests.count.get() == 1);

        gate.close();
        assertThat(cut.join()).isInstanceOf(CancelledException.class);

        gate.open();
        CompletableFuture<String> resumed = tokenLater();
        requests.released.countDown();
        assertThat(resumed.join()).isEqualTo("1");
        assertThat(requests.count).hasValue(1);
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("odd"), new IllegalStateException(), new IOException("two\nlines"),
                new NoClassDefFoundError("org/Library"), new StackOverflowError(), new InterruptedException(),
                new Exception("checked"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverARequestThrowsIsAnErrorInOneLineAndPasses(Throwable failure) throws Exception {
        requests.failure = failure;

        assertThatThrownBy(this::token).isInstanceOf(BoxApiException.class)
                .hasMessageStartingWith("logging in failed: " + failure.getClass().getSimpleName())
                .hasMessageNotContaining("\n");
        requests.failure = null;
        assertThat(token()).isEqualTo("2");
    }

    @Test
    void aLoginThatHangsIsAnErrorAndIsNotRepeatedUntilItHasReturned() throws Exception {
        credentials = credentials(Duration.ofMillis(50));
        requests.hold();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::token).isInstanceOf(BoxApiException.class)
                    .hasMessage("logging in by client credentials for the enterprise 700100 has not ended within 2.05 s");
        }
        assertThat(requests.count).hasValue(1);
        requests.released.countDown();
        await().ignoreExceptions().until(() -> token().equals("1"));
    }

    @Test
    void whileTheComponentStopsThereIsNoToken() {
        executor.shutdownNow();

        assertThatThrownBy(this::token).isInstanceOf(BoxApiException.class).hasMessage("the component is stopping");
    }
}
