// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.HttpLease;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.hc.client5.http.classic.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Who shares a login, and what is left when the last one is gone: nothing, but a refresh token that is on its way. */
class LoginsTest extends AuthTestSupport {

    @TempDir
    Path directory;

    private Credentials lease(Login login) {
        return logins.lease(login, TIMEOUT, "settings", http);
    }

    private CompletableFuture<Throwable> logInLater(Credentials credentials) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(() -> credentials.authorization(gate)), executor);
    }

    @Test
    void equalLoginsShareOneTokenAndOneClient() throws Exception {
        Credentials first = lease(clientCredentials());
        Credentials second = lease(clientCredentials());

        assertThat(first.authorization(gate)).isEqualTo(second.authorization(gate));
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(clients).hasValue(1);

        first.rejected(first.authorization(gate));
        assertThat(first.authorization(gate)).isEqualTo(second.authorization(gate));
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void loginsThatDifferInAnythingShareNothing() throws Exception {
        Login user = new Login.ClientCredentials(
                URI.create(box.tokenUrl()), box.tokens().clientId(), box.tokens().clientSecret(), "user",
                box.tokens().userId());
        List<Credentials> all = List.of(lease(clientCredentials()), lease(user),
                logins.lease(clientCredentials(), TIMEOUT.plusMillis(1), "settings", http),
                logins.lease(clientCredentials(), TIMEOUT, "other settings", http));

        assertThat(all).extracting(credentials -> credentials.authorization(gate)).doesNotHaveDuplicates();
    }

    @Test
    void theLastLeaseReleasesTheClientAndTheNextLogsInAgain() throws Exception {
        Credentials first = lease(clientCredentials());
        Credentials second = lease(clientCredentials());
        String token = first.authorization(gate);

        first.close();
        // Which does no harm.
        first.close();
        assertThat(second.authorization(gate)).isEqualTo(token);
        assertThat(clients).hasValue(1);
        second.close();
        assertThat(clients).hasValue(0);

        assertThatThrownBy(() -> first.authorization(gate)).isInstanceOf(CancelledException.class);
        first.rejected(token);
        Credentials third = lease(clientCredentials());
        assertThat(third.authorization(gate)).isNotEqualTo(token);
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
        third.close();
        assertThat(clients).hasValue(0);
    }

    @Test
    void aClosedLeaseKeepsNoLogin() throws Exception {
        Login login = clientCredentials();
        Credentials credentials = lease(login);
        credentials.authorization(gate);
        credentials.close();

        WeakReference<Login> forgotten = new WeakReference<>(login);
        login = null;
        await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(credentials).isNotNull();
    }

    @Test
    void aSharedLoginDoesNotKeepTheOneWhoCameFirst() throws Exception {
        Object consumer = new Object();
        Callable<HttpLease> ofTheFirst = leasedBy(consumer);
        Credentials first = logins.lease(clientCredentials(), TIMEOUT, "settings", ofTheFirst);
        Credentials second = lease(clientCredentials());
        second.authorization(gate);
        first.close();

        WeakReference<Object> forgotten = new WeakReference<>(consumer);
        consumer = null;
        ofTheFirst = null;
        await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(second.authorization(gate)).isNotNull();
    }

    private Callable<HttpLease> leasedBy(Object consumer) {
        return () -> {
            assertThat(consumer).isNotNull();
            return http.call();
        };
    }

    @Test
    @Timeout(60) // The sandbox would hold the request for ten minutes.
    void theLastLeaseEndsTheRequest() throws Exception {
        box.always(Call.TOKEN, Fault.silence(Duration.ofMinutes(10)));
        Credentials credentials = lease(clientCredentials());
        CompletableFuture<Throwable> caller = logInLater(credentials);
        await().until(() -> box.count(Call.TOKEN) == 1);

        credentials.close();

        assertThat(clients).hasValue(0);
        assertThat(caller.join()).isInstanceOf(CancelledException.class);
        await().until(() -> ((ThreadPoolExecutor) executor).getActiveCount() == 0);
    }

    @Test
    void closingTheLastLeaseLetsARefreshTokenReachItsFile() throws Exception {
        Path file = directory.resolve("box.token");
        holdResponses();
        Credentials credentials = lease(refresh(file, box.tokens().refreshToken()));
        logInLater(credentials);
        await().until(() -> box.count(Call.TOKEN) == 1);

        long start = System.nanoTime();
        credentials.close();

        // The component's stop would wait for 5 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(4500));
        assertThat(file).doesNotExist();
        deliverResponses();
        await().until(() -> Files.exists(file) && Files.readString(file).contains(box.tokens().refreshToken()));
        await().until(() -> clients.get() == 0);
    }

    @ParameterizedTest
    @MethodSource("leased")
    void theComponentsStopWaitsForARefreshToken(boolean leased) throws Exception {
        Path file = directory.resolve("box.token");
        // Much less than the 5 s that the stop waits.
        box.next(Call.TOKEN, Fault.silence(Duration.ofMillis(500)));
        Credentials credentials = lease(refresh(file, box.tokens().refreshToken()));
        logInLater(credentials);
        await().until(() -> box.count(Call.TOKEN) == 1);
        if (!leased) {
            credentials.close();
        }

        // As if Camel forced the stop.
        Thread.currentThread().interrupt();
        logins.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).content().contains(box.tokens().refreshToken());
        assertThat(clients).hasValue(0);
        credentials.close();
        assertThat(clients).hasValue(0);
    }

    static Stream<Boolean> leased() {
        return Stream.of(true, false);
    }

    @Test
    @Timeout(60) // The sandbox would hold the request for ten minutes.
    void butNotForEver() throws Exception {
        box.always(Call.TOKEN, Fault.silence(Duration.ofMinutes(10)));
        logInLater(lease(refresh(directory.resolve("box.token"), box.tokens().refreshToken())));
        await().until(() -> box.count(Call.TOKEN) == 1);

        long start = System.nanoTime();
        logins.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    @Timeout(60) // The sandbox would hold the request for ten minutes.
    void theComponentsStopWaitsForNothingElse() throws Exception {
        box.always(Call.TOKEN, Fault.silence(Duration.ofMinutes(10)));
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        logInLater(lease(clientCredentials()));
        await().until(() -> box.count(Call.TOKEN) == 1);
        // Nor for a configurer of the user's that hangs, before a refresh token is sent.
        Login refresh = refresh(directory.resolve("box.token"), box.tokens().refreshToken());
        logInLater(logins.lease(refresh, TIMEOUT, "settings", () -> {
            hangs.countDown();
            hanging.await();
            return http.call();
        }));
        hangs.await();

        long start = System.nanoTime();
        logins.close();

        // It would wait for 5 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(4500));
        hanging.countDown();
        await().until(() -> ((ThreadPoolExecutor) executor).getActiveCount() == 0);
        assertThat(clients).hasValue(0);
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalArgumentException("unknown option http.x"), new IOException("two\nlines"),
                new NoClassDefFoundError("Configurer"), new Exception());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aClientThatCannotBeHadIsAnErrorInOneLineThatLeaksNothing(Throwable failure) throws Exception {
        Credentials none = logins.lease(clientCredentials(), TIMEOUT, 1, () -> {
            throw AuthTestSupport.<RuntimeException> sneak(failure);
        });
        Credentials broken = logins.lease(clientCredentials(), TIMEOUT, 2, () -> {
            HttpLease lease = http.call();
            return new HttpLease() {
                @Override
                public HttpClient client() {
                    throw AuthTestSupport.<RuntimeException> sneak(failure);
                }

                @Override
                public void close() {
                    lease.close();
                }
            };
        });
        for (Credentials credentials : List.of(none, broken)) {
            assertThatThrownBy(() -> credentials.authorization(gate)).isInstanceOf(BoxApiException.class)
                    .hasMessageStartingWith(
                            "the request for an access token cannot be made: " + failure.getClass().getSimpleName())
                    .hasMessageNotContaining("\n");
            assertThat(clients).hasValue(0);
            credentials.close();
        }
        assertThat(box.count(Call.TOKEN)).isZero();
    }

    static Stream<Login> namedLogins() {
        URI url = URI.create("https://api.box.com/oauth2/token");
        return Stream.of(new Login.ClientCredentials(url, "the-id", "the-secret", "user", "7"),
                new Login.Jwt(url, "file:config.json", "7"),
                new Login.Refresh(url, "the-id", "the-secret", "the-token", Path.of("box.token")));
    }

    @ParameterizedTest
    @MethodSource("namedLogins")
    void noLoginShowsItsSecrets(Login login) {
        assertThat(login.toString()).doesNotContain("the-secret", "the-token", "the-id");
        assertThat(lease(login).toString()).doesNotContain("the-secret", "the-token", "the-id");
        assertThat(new Token("the-token", "the-secret", null).toString()).doesNotContain("the-secret", "the-token");
    }
}
