// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.state.AtomicFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A refresh token that Box has given, but that could not be stored, and files with several names. */
class RefreshGrantTest extends AuthTestSupport {

    @TempDir
    Path directory;

    private Path file;
    private Path obstacle;
    private String seed;

    @BeforeEach
    void setUpFile() {
        file = directory.resolve("box.token");
        obstacle = directory.resolve("box.token.new/x");
        seed = box.tokens().refreshToken();
    }

    private Credentials lease() {
        return lease(seed);
    }

    private Credentials lease(String refreshToken) {
        return logins.lease(refresh(file, refreshToken), TIMEOUT, "settings", http);
    }

    private String stored() throws IOException {
        return Files.readString(file);
    }

    private void store(String refreshToken) throws IOException {
        Files.writeString(file, "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    /** Logs in, but the new token cannot be stored; then the login is given up. */
    private void failToStore() throws Exception {
        Files.createDirectories(obstacle);
        Credentials credentials = lease();
        assertThatThrownBy(() -> credentials.authorization(gate))
                .hasMessageContainingAll("cannot write the new refresh token to the file " + file, "It is kept in memory");
        credentials.close();
    }

    private void removeObstacle() throws IOException {
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
    }

    @Test
    void whatCouldNotBeStoredOutlivesTheLogin() throws Exception {
        failToStore();
        // Even a component that is made again finds it.
        logins.close();
        logins = new Logins(context, executor, timeoutScheduler);
        removeObstacle();

        lease().authorization(gate);

        assertThat(stored()).contains(box.tokens().refreshToken());
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        // And is used once.
        logins.lease(refresh(file, seed), TIMEOUT, "other", http).authorization(gate);
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
    }

    @Test
    void whatCouldNotBeStoredReplacesTheStoredOne() throws Exception {
        store(seed);
        failToStore();
        removeObstacle();

        lease(null).authorization(gate);

        assertThat(stored()).contains(box.tokens().refreshToken());
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
    }

    @Test
    void aFileThatIsMadeByTheUserMeanwhileWins() throws Exception {
        failToStore();
        removeObstacle();
        String ofTheUser = box.tokens().revokeRefreshToken();
        store(ofTheUser);

        lease().authorization(gate);

        assertThat(forms()).extracting(form -> form.get("refresh_token")).containsExactly(seed, ofTheUser);
        assertThat(stored()).contains(box.tokens().refreshToken());
    }

    @Test
    void anOptionThatIsSetByTheUserMeanwhileWins() throws Exception {
        failToStore();
        removeObstacle();
        String ofTheUser = box.tokens().revokeRefreshToken();

        lease(ofTheUser).authorization(gate);

        assertThat(forms()).extracting(form -> form.get("refresh_token")).containsExactly(seed, ofTheUser);
    }

    @Test
    void theFileMayBeALink() throws Exception {
        Path target = Files.createDirectory(directory.resolve("volume")).resolve("token");
        Files.createSymbolicLink(file, target);

        lease().authorization(gate);

        assertThat(file).isSymbolicLink();
        assertThat(target).content().contains(box.tokens().refreshToken());
    }

    @Test
    void aFileThatAnotherIsUsingIsReportedAndLeftAlone() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (Closeable lock = new AtomicFile(link).tryLock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> lease().authorization(gate)).hasMessage(
                    "the refresh token in " + file + " is being used by another consumer or process");
        }
        assertThat(box.count(Call.TOKEN)).isZero();
    }
}
