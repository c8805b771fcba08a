// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Logging in with a refresh token, each of which is good once: none is lost, and if one is, the line says what to do. */
class RefreshLoginTest extends LoginTestSupport {

    @TempDir
    Path directory;

    private Path file;
    private String seed;

    @BeforeEach
    void setUpRefresh() {
        file = directory.resolve("box.token");
        seed = box.tokens().refreshToken();
        use(seed);
    }

    private void use(String refreshToken) {
        options.setClientId(box.tokens().clientId());
        options.setClientSecret(box.tokens().clientSecret());
        options.setRefreshToken(refreshToken);
        options.setRefreshTokenFile(file.toString());
    }

    /** A new context, as after a restart, with this option; not started yet. */
    private void restartWith(String refreshToken) {
        tearDownLogin();
        startOver();
        setUpLogin();
        use(refreshToken);
    }

    private String stored() throws Exception {
        return Files.readString(file);
    }

    @Test
    void eachNewRefreshTokenIsStoredWhileEventsFlow() throws Exception {
        // The sandbox would take each access token for an hour, however late its request comes.
        box.tokens().announcedLifetime(Duration.ofSeconds(1));
        startAndAwaitWaiting();
        List<String> ids = uploadUntilTokenRequests(4);

        assertThat(received).isEqualTo(ids);
        assertThat(warnings()).isEmpty();
        assertThat(forms()).extracting(form -> form.get("refresh_token")).doesNotHaveDuplicates().startsWith(seed);
        await().until(() -> stored().equals("{\"refreshToken\":\"" + box.tokens().refreshToken() + "\"}\n"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void theNewRefreshTokenIsOnDiskBeforeTheAccessTokenIsUsed() throws Exception {
        box.always(Call.EVENTS, Fault.silence(Duration.ofMinutes(10)));
        route("box-events:all", receive());
        context.start();
        await().until(() -> box.count(Call.EVENTS) == 1);

        assertThat(stored()).contains(box.tokens().refreshToken()).doesNotContain(seed);
    }

    @Test
    void aRestartGoesOnWithTheFileNotWithTheOption() throws Exception {
        startAndAwaitWaiting();
        restartWith(seed);
        startAndAwaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void theFileAloneIsEnough() throws Exception {
        Files.writeString(file, "{\"refreshToken\":\"" + seed + "\"}");
        options.setRefreshToken(null);
        startAndAwaitWaiting();

        assertThat(stored()).contains(box.tokens().refreshToken());
    }

    @Test
    void killedOnceTheAccessTokenIsInUseARestartGoesOn() throws Exception {
        box.next(Call.EVENTS, Fault.silence(Duration.ofMinutes(10)));
        ForkedJvm process = fork();
        try {
            await().until(() -> box.count(Call.EVENTS) == 1);
        } finally {
            process.kill();
        }

        startAndAwaitWaiting();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void killedBeforeBoxsResponseArrivedARestartSaysWhatToDo() throws Exception {
        box.next(Call.TOKEN, Fault.drip(Duration.ofMinutes(10)));
        ForkedJvm process = fork();
        try {
            await().until(() -> !box.tokens().refreshToken().equals(seed));
        } finally {
            process.kill();
        }
        assertThat(file).doesNotExist();

        assertThat(startAndAwaitFailure()).contains("invalid_grant", "the refresh token in the option refreshToken is used up",
                "set the option refreshToken to the new one").doesNotContain("remove the file", seed);
    }

    private ForkedJvm fork() throws Exception {
        return ForkedJvm.start(directory.resolve("output"), List.of(), RefreshLoginProcess.class, box.baseUrl(),
                box.tokenUrl(), box.tokens().clientId(),
                box.tokens().clientSecret(), seed, file.toString());
    }

    @Test
    void aLostResponseIsReportedWithWhatToDoAndThatHelps() throws Exception {
        startAndAwaitWaiting();
        box.next(Call.TOKEN, Fault.truncatedJson());
        box.tokens().revokeAccessTokens();
        box.account().upload("a.txt");

        await().until(() -> warnings().size() == 2);
        assertThat(warnings().get(0)).contains("without an access token: the body is not JSON");
        assertThat(warnings().get(1)).contains("invalid_grant", "the refresh token in the file " + file + " is used up",
                "set the option refreshToken to the new one and remove the file");

        Files.delete(file);
        restartWith(box.tokens().revokeRefreshToken());
        startAndAwaitWaiting();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aTokenThatCannotBeStoredIsKeptAndNotUsedUntilItCan() throws Exception {
        Path obstacle = Files.createDirectories(directory.resolve("box.token.new/x"));

        assertThat(startAndAwaitFailure()).contains("cannot write the new refresh token to the file " + file,
                "kept in memory until that works");
        assertThat(box.count(Call.EVENTS)).isZero();
        assertThat(consumer().getCurrentError()).contains("cannot write");

        Files.delete(obstacle);
        awaitWaiting();
        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(stored()).contains(box.tokens().refreshToken());
    }

    @Test
    void aTokenThatCannotBeStoredOutlivesTheRoute() throws Exception {
        Path obstacle = Files.createDirectories(directory.resolve("box.token.new/x"));
        assertThat(startAndAwaitFailure()).contains("cannot write the new refresh token");
        context.getRouteController().stopRoute("box");

        Files.delete(obstacle);
        context.getRouteController().startRoute("box");
        awaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(stored()).contains(box.tokens().refreshToken());
    }

    @Test
    void anUnreadableFileIsReportedWithoutWhatIsInIt() throws Exception {
        Files.writeString(file, "{\"refreshToken\": secret-in-the-file");

        assertThat(startAndAwaitFailure()).contains("cannot read the file " + file, "Restore it, or set")
                .doesNotContain("secret-in-the-file", "\n");
        assertThat(box.count(Call.TOKEN)).isZero();
    }

    @Test
    void withoutFileAndOptionThereIsNoRefreshToken() throws Exception {
        options.setRefreshToken(null);

        assertThat(startAndAwaitFailure()).contains("there is no refresh token: the file " + file);
    }

    @Test
    void aStopWaitsForTheRefreshTokenThatIsOnItsWay() throws Exception {
        box.next(Call.TOKEN, Fault.silence(Duration.ofMillis(500)));
        route("box-events:all", receive());
        context.start();
        await().until(() -> box.count(Call.TOKEN) == 1);

        context.stop();

        assertThat(stored()).contains(box.tokens().refreshToken()).doesNotContain(seed);
    }

    @Test
    void twoLoginsCanShareTheFile() throws Exception {
        box.tokens().lifetime(Duration.ofSeconds(1));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all").process(receive());
                from("box-events:all?positionKey=2&requestTimeout=10s").process(receive());
            }
        });
        context.start();
        await().until(() -> box.openLongPolls() == 2);

        uploadUntilTokenRequests(6);
        await().until(() -> received.size() >= 2 * box.eventCount());
        assertThat(warnings()).noneMatch(line -> line.contains("invalid_grant"));
    }
}
