// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Logging in with the JSON configuration of a Box application: real keys, signatures that the sandbox verifies. */
class JwtLoginTest extends LoginTestSupport {

    private static final String EXP_REJECTED
            = "{\"error\":\"invalid_grant\",\"error_description\":\"Please check the 'exp' claim.\"}";

    private static KeyPair keys;
    private static String privateKey;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = BoxApplication.keyPair();
        // As Box does it.
        privateKey = BoxApplication.pem(keys.getPrivate(), PKCS8Generator.DES3_CBC);
    }

    @BeforeEach
    void setUpApplication() throws Exception {
        box.tokens().publicKey(BoxApplication.KEY_ID, keys.getPublic());
        use(config());
    }

    private ObjectNode config() {
        return BoxApplication.config(box.tokens(), privateKey);
    }

    private void use(ObjectNode config) throws IOException {
        use(config.toPrettyString());
    }

    private void use(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("config.json"), content);
        options.setJwtConfig("file:" + file);
    }

    @Test
    void logsInAsTheEnterprise() throws Exception {
        startAndAwaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(warnings()).isEmpty();
        assertThat(logged("service account")).isTrue();
        String id = box.account().upload("a.txt");
        await().until(() -> received.contains(id));
    }

    @Test
    void logsInAsAUser() throws Exception {
        options.setUserId(box.tokens().userId());
        // The sandbox would not know the enterprise.
        use(config().put("enterpriseID", "0"));
        startAndAwaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(1);
        assertThat(logged("service account")).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "1.2.840.113549.3.7", "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.42" })
    void keysMayBeEncryptedWithTripleDesOrAesOrNotAtAll(String algorithm) throws Exception {
        use(BoxApplication.config(box.tokens(), BoxApplication.pem(keys.getPrivate(),
                algorithm == null ? null : new ASN1ObjectIdentifier(algorithm))));
        startAndAwaitWaiting();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void eachRequestHasAnAssertionOfItsOwn() throws Exception {
        box.tokens().announcedLifetime(Duration.ofSeconds(1));
        startAndAwaitWaiting();

        uploadUntilTokenRequests(3);
        assertThat(forms()).extracting(form -> form.get("assertion")).doesNotHaveDuplicates();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = { -3600, 3600 })
    void aWrongClockIsCorrectedByTheServersOne(long seconds) throws Exception {
        box.tokens().clockOffset(Duration.ofSeconds(seconds)).announcedLifetime(Duration.ofSeconds(1));
        startAndAwaitWaiting();
        assertThat(box.count(Call.TOKEN)).isEqualTo(2);

        // And is remembered.
        uploadUntilTokenRequests(4);
        assertThat(warnings()).isEmpty();
        await().until(() -> log.ofComponent().stream().filter(line -> line.text().contains("a new access token")).count()
                            == box.count(Call.TOKEN) - 1);
    }

    @Test
    void anExpiryThatIsRejectedAllTheSameIsReported() throws Exception {
        box.always(Call.TOKEN, Fault.status(400, EXP_REJECTED).header("Date", "Thu, 01 Jan 2026 00:00:00 GMT"));

        assertThat(startAndAwaitFailure()).contains("Please check the 'exp' claim", "correct the clock of this machine");
    }

    @Test
    void aRejectedIdOfAnAssertionIsReplacedAtOnceAndSaysNothing() throws Exception {
        box.next(Call.TOKEN, Fault.status(400, EXP_REJECTED.replace("exp", "jti")));
        startAndAwaitWaiting();

        assertThat(box.count(Call.TOKEN)).isEqualTo(2);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anApplicationOfAnotherTypeIsReported() throws Exception {
        box.always(Call.TOKEN, Fault.status(400, "{\"error\":\"unauthorized_client\"}"));

        assertThat(startAndAwaitFailure()).contains("an administrator has authorized the application",
                "its type in Box's developer console is 'Server Authentication (with JWT)'");
    }

    @Test
    void aWrongKeyIsReportedInOneLineAndANewOneHealsIt() throws Exception {
        use(BoxApplication.config(box.tokens(),
                BoxApplication.pem(BoxApplication.keyPair().getPrivate(), PKCS8Generator.DES3_CBC)));

        assertThat(startAndAwaitFailure()).contains("The signature of the assertion is invalid",
                "check that the application has the public key " + BoxApplication.KEY_ID).doesNotContain("\n");
        use(config());
        awaitWaiting();
        assertThat(consumer().getCurrentError()).isNull();
    }

    @Test
    void aUserThatIsNotThereIsReported() throws Exception {
        options.setUserId("1");

        assertThat(startAndAwaitFailure()).contains("invalid_grant", "check the option userId");
    }

    @Test
    void aWrongSecretIsReported() throws Exception {
        box.tokens().clientSecret("another");

        assertThat(startAndAwaitFailure()).contains("invalid_client",
                "check boxAppSettings.clientID and clientSecret in file:");
    }

    @Test
    void aMissingFileIsReportedInOneLineAndHeals() throws Exception {
        Files.delete(directory.resolve("config.json"));

        assertThat(startAndAwaitFailure()).contains("cannot read file:" + directory.resolve("config.json"), "option jwtConfig")
                .doesNotContain("\n");
        use(config());
        awaitWaiting();
        assertThat(consumer().getCurrentError()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "not JSON", "{\"boxAppSettings\":", "[]", "{}" })
    void aFileThatIsNotAConfigurationIsReportedInOneLine(String content) throws Exception {
        use(content);

        assertThat(startAndAwaitFailure()).contains("config.json (option jwtConfig) ", "Box's developer console")
                .containsPattern("is not JSON|has no boxAppSettings").doesNotContain("\n", "not JSON,  ");
    }

    @Test
    void aConfigurationWithoutAnEnterpriseNeedsAUser() throws Exception {
        use(config().put("enterpriseID", "0"));

        assertThat(startAndAwaitFailure()).contains("has no enterpriseID: set the option userId");
    }

    @Test
    void aWrongPassphraseIsReportedInOneLine() throws Exception {
        ObjectNode config = config();
        ((ObjectNode) config.at("/boxAppSettings/appAuth")).put("passphrase", "not-the-passphrase");
        use(config);

        assertThat(startAndAwaitFailure())
                .contains("cannot be decrypted: check boxAppSettings.appAuth.passphrase")
                .doesNotContain("\n", "not-the-passphrase");
    }

    @Test
    void aDamagedKeyIsReportedInOneLine() throws Exception {
        use(BoxApplication.config(box.tokens(), privateKey.substring(0, 300)));

        assertThat(startAndAwaitFailure()).contains("privateKey that is cut off").doesNotContain("\n", "passphrase");
    }

    @Test
    void aKeyThatIsNotRsaIsReported() throws Exception {
        use(BoxApplication.config(box.tokens(),
                BoxApplication.pem(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate(), null)));

        assertThat(startAndAwaitFailure()).contains("privateKey that is not an RSA key");
    }

    @Test
    void withoutTheLibraryTheStartFailsAndNamesIt() throws Exception {
        assertThat(WithoutLibrary.call("start", "bouncycastle")).contains("the option jwtConfig needs a library that reads"
                + " private keys: add org.bouncycastle:bcpkix-jdk18on to the class path");
        // The rest does not need it.
        assertThat(WithoutLibrary.call("startWithToken", "bouncycastle")).isNull();
    }
}
