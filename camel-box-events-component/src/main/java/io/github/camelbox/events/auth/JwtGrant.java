// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import org.apache.camel.CamelContext;

/**
 * The JWT grant: an assertion signed with the application's private key, new for each request. The configuration is read each
 * time too, so that a new key takes effect without a restart.
 *
 * @see <a href="https://developer.box.com/guides/authentication/jwt/without-sdk/">Box: JWT without SDKs</a>
 */
final class JwtGrant implements Grant {

    // Box allows 60 seconds; the clocks may differ.
    private static final Duration VALIDITY = Duration.ofSeconds(45);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Login.Jwt login;
    private final CamelContext context;

    // How far Box's clock is known to be ahead of ours. One request at a time.
    private Duration clockOffset = Duration.ZERO;

    JwtGrant(Login.Jwt login, CamelContext context) {
        this.login = login;
        this.context = context;
    }

    @Override
    public Token fetch(TokenClient client) throws BoxApiException {
        JwtConfig config = JwtConfig.read(context, login.config());
        if (login.userId() == null && config.enterpriseId().isEmpty()) {
            throw BoxApiException.permanent(login.config() + " (option jwtConfig) has no enterpriseID: set the option userId");
        }
        TokenResponse response = client.post(form(config));
        if (response.rejects("exp") && response.clockOffset() != null) {
            clockOffset = response.clockOffset();
            response = client.post(form(config));
        }
        if (response.rejects("jti")) {
            // Box does so now and then; another one is accepted.
            response = client.post(form(config));
        }
        TokenResponse last = response;
        return last.token(error -> advice(error, last, config));
    }

    private Map<String, String> form(JwtConfig config) throws BoxApiException {
        return Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id", config.clientId(),
                "client_secret", config.clientSecret(), "assertion", assertion(config));
    }

    private String assertion(JwtConfig config) throws BoxApiException {
        Map<String, String> header = Map.of("alg", "RS512", "typ", "JWT", "kid", config.keyId());
        Map<String, Object> claims = Map.of(
                "iss", config.clientId(),
                "sub", login.userId() == null ? config.enterpriseId() : login.userId(),
                "box_sub_type", login.userId() == null ? "enterprise" : "user",
                "aud", login.tokenUrl().toString(),
                "jti", UUID.randomUUID().toString(),
                "exp", Instant.now().plus(clockOffset).plus(VALIDITY).getEpochSecond());
        try {
            String signed = BASE64.encodeToString(MAPPER.writeValueAsBytes(header)) + "."
                            + BASE64.encodeToString(MAPPER.writeValueAsBytes(claims));
            return signed + "." + BASE64.encodeToString(signature(signed, config.key()));
        } catch (IOException | GeneralSecurityException e) {
            throw BoxApiException.permanent("cannot sign with the private key in " + login.config() + " (option jwtConfig): "
                                            + e.getClass().getSimpleName());
        }
    }

    private static byte[] signature(String text, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA512withRSA");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return signature.sign();
    }

    private String advice(String error, TokenResponse response, JwtConfig config) {
        if (response.rejects("exp")) {
            return "set the clock of this machine right";
        }
        if (response.rejects("jti")) {
            return "Box has rejected two assertions in a row, although each has an id of its own";
        }
        return switch (error) {
            case "invalid_client" ->
                "check boxAppSettings.clientID and clientSecret in " + login.config() + " (option jwtConfig)";
            case "invalid_grant" ->
                "check that the application has the public key " + config.keyId() + ", " + Advice.AUTHORIZED + "; and check "
                                    + (login.userId() == null ? "enterpriseID in " + login.config() : "the option userId");
            case "unauthorized_client" -> Advice.unauthorized("Server Authentication (with JWT)",
                    "clientId and clientSecret with enterpriseId, userId or refreshTokenFile");
            default -> "";
        };
    }
}
