// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Errors of the token endpoint: what each grant makes of them, and what it says. */
class GrantErrorsTest extends AuthTestSupport {

    private static KeyPair keys;

    @TempDir
    Path directory;

    enum Method {
        CLIENT_CREDENTIALS, JWT, REFRESH
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    }

    private Credentials lease(Method method) throws IOException {
        Login login = switch (method) {
            case CLIENT_CREDENTIALS -> clientCredentials();
            case JWT -> new Login.Jwt(URI.create(box.tokenUrl()), "file:" + config(), null);
            case REFRESH -> refresh(directory.resolve("box.token"), box.tokens().refreshToken());
        };
        return logins.lease(login, TIMEOUT, "settings", http);
    }

    private Path config() throws IOException {
        box.tokens().publicKey("the-key", keys.getPublic());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                     + "\n-----END PRIVATE KEY-----\n";
        ObjectNode config = new ObjectMapper().createObjectNode();
        ObjectNode settings = config.putObject("boxAppSettings");
        settings.put("clientID", box.tokens().clientId()).put("clientSecret", box.tokens().clientSecret());
        settings.putObject("appAuth").put("publicKeyID", "the-key").put("privateKey", pem);
        config.put("enterpriseID", box.tokens().enterpriseId());
        return Files.writeString(directory.resolve("config.json"), config.toString());
    }

    private static Fault error(String error, String description) {
        return Fault.status(400, "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(error, description));
    }

    private String failure(Method method, Fault fault) throws IOException {
        box.always(Call.TOKEN, fault);
        Credentials credentials = lease(method);
        BoxApiException e = catchThrowableOfType(BoxApiException.class, () -> credentials.authorization(gate));
        assertThat(e).isNotNull();
        assertThat(e.isPermanent()).isTrue();
        assertThat(e.getMessage()).startsWith("the request for an access token failed with 400").doesNotContain("\n");
        return e.getMessage();
    }

    @ParameterizedTest
    @EnumSource
    void anUnauthorizedClientHasTwoMeaningsAndBothAreNamed(Method method) throws Exception {
        String type = switch (method) {
            case CLIENT_CREDENTIALS -> "'Server Authentication (Client Credentials Grant)'";
            case JWT -> "'Server Authentication (with JWT)'";
            case REFRESH -> "'User Authentication (OAuth 2.0)'";
        };
        String others = switch (method) {
            case CLIENT_CREDENTIALS -> "jwtConfig, refreshTokenFile";
            case JWT -> "clientId and clientSecret with enterpriseId, userId or refreshTokenFile";
            case REFRESH -> "jwtConfig, or clientId and clientSecret with enterpriseId or userId";
        };

        assertThat(failure(method, error("unauthorized_client", "Unauthorized"))).contains(
                "check that an administrator has authorized the application in Box's Admin Console", type,
                "use another login method (" + others + ")");
    }

    @ParameterizedTest
    @EnumSource
    void anInvalidClientNamesWhatSpoilsASecretInAUri(Method method) throws Exception {
        String message = failure(method, error("invalid_client", "The client credentials are invalid"));

        if (method == Method.JWT) {
            assertThat(message).contains("check boxAppSettings.clientID and clientSecret in file:").doesNotContain("RAW");
        } else {
            assertThat(message).contains("check the options clientId and clientSecret", "+ or %", "RAW(...)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Please check the 'jti' claim.", "Please check the 'jti' claim. A unique 'jti' value is required.",
            "JTI is not unique" })
    void aRejectedIdOfAnAssertionIsFollowedByAnotherAtOnce(String description) throws Exception {
        box.next(Call.TOKEN, error("invalid_grant", description));

        assertThat(lease(Method.JWT).authorization(gate)).startsWith("Bearer ");
        assertThat(forms()).hasSize(2).extracting(form -> form.get("assertion")).doesNotHaveDuplicates();
    }

    @Test
    void butOnlyOnce() throws Exception {
        assertThat(failure(Method.JWT, error("invalid_grant", "Please check the 'jti' claim."))).contains("check the 'jti' claim",
                "Box has rejected two assertions in a row").doesNotContain("public key");
        assertThat(forms()).hasSize(2);
    }

    @Test
    void aRejectedTimeAndThenARejectedIdAreBothMadeUpFor() throws Exception {
        box.next(Call.TOKEN,
                error("invalid_grant", "Please check the 'exp' claim.").header("Date", "Thu, 01 Jan 2026 00:00:00 GMT"),
                error("invalid_grant", "Please check the 'jti' claim."));
        // The sandbox does not know of the time that it has told.
        assertThatThrownBy(() -> lease(Method.JWT).authorization(gate)).hasMessageContaining("'exp' claim");
        assertThat(forms()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = { "invalid_request", "invalid_grant" })
    void otherErrorsAreNotRepeated(String error) throws Exception {
        failure(Method.JWT, error(error, "A subject is needed"));

        assertThat(forms()).hasSize(1);
    }
}
