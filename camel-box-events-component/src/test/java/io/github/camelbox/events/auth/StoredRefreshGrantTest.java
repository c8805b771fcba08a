// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.state.MemoryStateStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A refresh token in a store that machines share: who refreshes, and what the others do. */
class StoredRefreshGrantTest extends AuthTestSupport {

    private final MemoryStateStore store = new MemoryStateStore();
    private String seed;
    private Login.StoredRefresh login;
    private String key;

    @BeforeEach
    void setUpLogin() {
        seed = box.tokens().refreshToken();
        login = new Login.StoredRefresh(
                URI.create(box.tokenUrl()), box.tokens().clientId(), box.tokens().clientSecret(), seed, store);
        key = login.place().beanKey().key();
    }

    /** Of another machine, whose settings differ. */
    private Credentials lease(String machine) {
        return logins.lease(login, TIMEOUT, machine, http);
    }

    private StoredTokens stored() {
        return StoredTokens.parse(store.read(key).orElseThrow());
    }

    private String accessToken(Credentials credentials) throws Exception {
        return credentials.authorization(gate).substring("Bearer ".length());
    }

    @Test
    void bothTokensAreStoredUnderTheKeyOfTheFirst() throws Exception {
        String token = accessToken(lease("a"));

        assertThat(key).matches("box-events/refresh-token/sandbox-client-id/[0-9a-f]{16}").doesNotContain(seed);
        StoredTokens tokens = stored();
        assertThat(tokens.accessToken()).isEqualTo(token);
        assertThat(tokens.refreshToken()).isEqualTo(box.tokens().refreshToken());
        assertThat(Duration.between(Instant.now(), tokens.expiresAt())).isBetween(Duration.ofMinutes(58),
                Duration.ofMinutes(60));
        assertThat(tokens.lease()).isNull();
        // The lease came before.
        assertThat(store.history()).hasSize(2);
        assertThat(StoredTokens.parse(store.history().get(0)).lease()).isNotBlank();
        assertThat(StoredTokens.parse(store.history().get(0)).refreshToken()).isEqualTo(seed);
    }

    @Test
    void anotherMachineUsesTheSameToken() throws Exception {
        assertThat(accessToken(lease("a"))).isEqualTo(accessToken(lease("b")));
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void aTokenThatBoxRejectsIsRenewedOnceForAll() throws Exception {
        Credentials first = lease("a");
        Credentials second = lease("b");
        String old = first.authorization(gate);
        second.authorization(gate);
        first.rejected(old);
        String renewed = first.authorization(gate);
        second.rejected(old);

        assertThat(renewed).isNotEqualTo(old).isEqualTo(second.authorization(gate));
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void whoFindsALeaseWaitsForWhatBecomesOfIt() throws Exception {
        StoredTokens theirs = new StoredTokens(seed, null, null, "theirs");
        store.put(key, theirs.toJson());
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> authorization(lease("a")));
        assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        store.replace(key, theirs.toJson(), new StoredTokens("next", "access", Instant.now().plusSeconds(60), null).toJson());

        assertThat(waiting.join()).isEqualTo("Bearer access");
        assertThat(box.count(Call.TOKEN)).isZero();
    }

    private String authorization(Credentials credentials) {
        try {
            return credentials.authorization(gate);
        } catch (Exception e) {
            throw sneak(e);
        }
    }

    @Test
    void anInvalidGrantIsNoErrorIfAnotherWasFaster() throws Exception {
        holdResponses();
        box.tokens().revokeRefreshToken();
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> authorization(lease("a")));
        await().until(() -> box.count(Call.TOKEN) == 1);
        store.put(key, new StoredTokens("next", "access", Instant.now().plusSeconds(60), null).toJson());
        deliverResponses();

        assertThat(waiting.join()).isEqualTo("Bearer access");
    }

    @Test
    void theNewTokensAreStoredThoughAnotherHasTakenTheLeaseOver() throws Exception {
        holdResponses();
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> authorization(lease("a")));
        await().until(() -> box.count(Call.TOKEN) == 1);
        store.put(key, new StoredTokens(seed, null, null, "theirs").toJson());
        deliverResponses();

        assertThat(waiting.join()).isEqualTo("Bearer " + stored().accessToken());
        assertThat(stored().refreshToken()).isEqualTo(box.tokens().refreshToken());
    }

    @Test
    void aUsedUpTokenIsAnErrorThatSaysWhatToDoAndReleasesTheLease() {
        box.tokens().revokeRefreshToken();

        assertThatThrownBy(() -> lease("a").authorization(gate))
                .hasMessageContainingAll("invalid_grant", "the refresh token in the store MemoryStateStore under the key " + key
                        + " is used up", "set the option refreshToken to the new one")
                .message().doesNotContain(seed);
        assertThat(stored()).isEqualTo(new StoredTokens(seed, null, null, null));
    }

    @Test
    void whatCannotBeStoredIsKeptAndNotUsedAndNotShown() throws Exception {
        store.failAfter(1);
        Credentials credentials = lease("a");

        assertThatThrownBy(() -> credentials.authorization(gate)).hasMessageContainingAll("cannot write the refresh token to"
                + " the store MemoryStateStore", "cannot replace", "is kept in memory until that works")
                .message().doesNotContain(seed, "sandbox-refresh", "sandbox-access");
        credentials.close();
        store.failAfter(Integer.MAX_VALUE);

        assertThat(accessToken(lease("b"))).isEqualTo(stored().accessToken());
        assertThat(stored().refreshToken()).isEqualTo(box.tokens().refreshToken());
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void whatIsUnreadableIsNotQuoted() {
        store.put(key, "{\"refreshToken\":\"s3cret");

        assertThatThrownBy(() -> lease("a").authorization(gate))
                .hasMessageContainingAll("cannot read the refresh token from the store",
                        "set the option refreshToken to a new one")
                .message().doesNotContain("s3cret");
        assertThat(box.count(Call.TOKEN)).isZero();
    }

    @Test
    void aStopEndsTheWaitForALease() throws Exception {
        store.put(key, new StoredTokens(seed, null, null, "theirs").toJson());
        Credentials credentials = lease("a");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> authorization(credentials));
        await().until(() -> clients.get() == 1);

        credentials.close();

        await().until(waiting::isDone);
        assertThat(clients).hasValue(0);
        assertThat(stored().lease()).isEqualTo("theirs");
    }
}
