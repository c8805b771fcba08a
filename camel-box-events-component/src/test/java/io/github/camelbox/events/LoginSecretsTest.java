// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens at login, no secret gets into a log line at any level, a stack trace, or what names the endpoint. */
class LoginSecretsTest extends LoginTestSupport {

    @TempDir
    Path directory;

    private final List<String> secrets = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void useASecretOfItsOwn() {
        box.tokens().clientSecret("s3cret-of-the-client");
        secrets.add("s3cret-of-the-client");
    }

    @AfterEach
    void noSecretIsSaid() {
        for (SandboxRequest request : box.requests()) {
            if (request.header("authorization") != null) {
                secrets.add(request.header("authorization").substring("Bearer ".length()));
            }
            addIfPresent(request.form().get("refresh_token"));
            addIfPresent(request.form().get("assertion"));
        }
        for (LogCapture.Line line : log.lines()) {
            StringWriter text = new StringWriter().append(line.text());
            if (line.thrown() != null) {
                line.thrown().printStackTrace(new PrintWriter(text));
            }
            said.add(text.toString());
        }

        assertThat(said).hasSizeGreaterThan(100);
        assertThat(secrets).hasSizeGreaterThan(3);
        assertThat(said).allSatisfy(line -> assertThat(line).doesNotContain(secrets));
    }

    private void addIfPresent(String secret) {
        if (secret != null) {
            secrets.add(secret);
        }
    }

    // Faults whose responses repeat what was sent, and those that break off in the middle of a token.
    private void runThroughErrors() throws Exception {
        String echo = "{\"error\":\"invalid_grant\",\"error_description\":\"%s\"}";
        box.next(Call.TOKEN, Fault.status(400, echo.formatted("s3cret-of-the-client")),
                Fault.status(500, "<p>s3cret-of-the-client</p>"), Fault.reset(),
                Fault.status(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Please check the 'exp' claim.\"}"));
        box.tokens().lifetime(Duration.ofSeconds(1));
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        box.next(Call.TOKEN, Fault.truncatedJson());
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            box.account().upload("a.txt");
            said.add(String.valueOf(consumer().getCurrentError()));
            return box.count(Call.TOKEN) >= 7;
        });
        said.add(consumer().getEndpoint().toString());
        said.add(consumer().toString());
        said.add(consumer().getHealthCheck().call().toString());
    }

    @Test
    void clientCredentials() throws Exception {
        useClientCredentials();
        runThroughErrors();
    }

    @Test
    void jwt() throws Exception {
        KeyPair keys = BoxApplication.keyPair();
        box.tokens().publicKey(BoxApplication.KEY_ID, keys.getPublic());
        String pem = BoxApplication.pem(keys.getPrivate(), PKCS8Generator.DES3_CBC);
        ObjectNode config = BoxApplication.config(box.tokens(), pem);
        secrets.add(BoxApplication.PASSPHRASE);
        secrets.add(pem.substring(60, 80));
        Path file = Files.writeString(directory.resolve("config.json"), config.toString());
        options.setJwtConfig("file:" + file);
        runThroughErrors();

        // And what is wrong with the file.
        for (String content : List.of(config.toString().substring(1), config.toString().replace("\"", "'"), "\"" + pem + "\"",
                config.toString().replace("\"" + BoxApplication.PASSPHRASE + "\"", BoxApplication.PASSPHRASE),
                config.toString().replace(BoxApplication.PASSPHRASE, "not-the-passphrase"))) {
            secrets.add("not-the-passphrase");
            Files.writeString(file, content);
            box.tokens().revokeAccessTokens();
            box.account().upload("a.txt");
            long reported = reported();
            await().until(() -> reported() > reported);
        }
    }

    private long reported() {
        return log.ofComponent().stream().filter(line -> line.text().contains("(option jwtConfig)")).count();
    }

    @Test
    void refresh() throws Exception {
        Path file = directory.resolve("box.token");
        // Each response that is lost costs the token that is stored: an operator stores the next one.
        Thread operator = new Thread(() -> {
            try {
                while (!Thread.interrupted()) {
                    if (context.isStarted() && Files.exists(file)
                            && String.valueOf(consumer().getCurrentError()).contains("is used up")) {
                        Files.writeString(file, "{\"refreshToken\":\"" + box.tokens().refreshToken() + "\"}");
                    }
                    Thread.onSpinWait();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        options.setRefreshToken(box.tokens().refreshToken());
        options.setClientId(box.tokens().clientId());
        options.setClientSecret("s3cret-of-the-client");
        options.setRefreshTokenFile(file.toString());
        operator.start();
        try {
            runThroughErrors();
        } finally {
            operator.interrupt();
            operator.join();
        }
    }
}
