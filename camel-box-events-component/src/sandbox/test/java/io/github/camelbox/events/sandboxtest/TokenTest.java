// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The token endpoint: what it gives, and what it refuses. */
class TokenTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static KeyPair keys;

    private final HttpClient http = HttpClient.newHttpClient();
    private BoxSandbox box;
    private Map<String, String> form;
    private Map<String, Object> claims;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @BeforeEach
    void setUp(BoxSandbox sandbox) {
        box = sandbox;
        box.tokens().publicKey("key-1", keys.getPublic());
        form = new HashMap<>(Map.of("client_id", "sandbox-client-id", "client_secret", "sandbox-client-secret"));
        claims = new HashMap<>(Map.of("iss", "sandbox-client-id", "sub", box.tokens().enterpriseId(),
                "box_sub_type", "enterprise", "aud", box.tokenUrl(), "jti", UUID.randomUUID().toString(),
                "exp", Instant.now().plusSeconds(50).getEpochSecond()));
    }

    private HttpResponse<String> send() throws Exception {
        String body = form.entrySet().stream().map(field -> field.getKey() + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        return http.send(HttpRequest.newBuilder(URI.create(box.tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode token() throws Exception {
        HttpResponse<String> answer = send();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Client.json(answer.body());
    }

    private String refusal() throws Exception {
        HttpResponse<String> answer = send();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode json = Client.json(answer.body());
        return json.get("error").asText() + ": " + json.get("error_description").asText();
    }

    private int statusWith(JsonNode token) {
        Client client = new Client(box);
        return client.send(HttpRequest.newBuilder(URI.create(box.baseUrl() + "/events"))
                .header("Authorization", "Bearer " + token.get("access_token").asText())).statusCode();
    }

    private void useCredentials(String type, String id) {
        form.putAll(Map.of("grant_type", "client_credentials", "box_subject_type", type, "box_subject_id", id));
    }

    private void useAssertion(String algorithm, String keyId) throws Exception {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = base64.encodeToString(JSON.writeValueAsBytes(Map.of("alg", algorithm, "kid", keyId))) + "."
                + base64.encodeToString(JSON.writeValueAsBytes(claims));
        Signature signature = Signature.getInstance(algorithm.replace("RS", "SHA") + "withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", signed + "." + base64.encodeToString(signature.sign()));
    }

    @Test
    void clientCredentialsGiveATokenThatTheApiAccepts() throws Exception {
        useCredentials("user", box.tokens().userId());
        JsonNode token = token();

        assertThat(token.get("expires_in").asInt()).isEqualTo(3600);
        assertThat(token.has("refresh_token")).isFalse();
        assertThat(statusWith(token)).isEqualTo(200);
        assertThat(box.requests(Call.TOKEN)).singleElement().satisfies(request -> assertThat(request.form()).isEqualTo(form));
    }

    @Test
    void revokedAndExpiredTokensAreRefused() throws Exception {
        useCredentials("enterprise", box.tokens().enterpriseId());
        JsonNode revoked = token();
        box.tokens().revokeAccessTokens().lifetime(Duration.ZERO);

        assertThat(statusWith(revoked)).isEqualTo(401);
        assertThat(statusWith(token())).isEqualTo(401);
    }

    @Test
    void wrongCredentialsAreRefused() throws Exception {
        useCredentials("enterprise", "1");
        assertThat(refusal()).isEqualTo("invalid_grant: Grant credentials are invalid");
        form.put("client_secret", "wrong");
        assertThat(refusal()).isEqualTo("invalid_client: The client credentials are invalid");
    }

    @Test
    void aRefreshTokenIsGoodOnce() throws Exception {
        String first = box.tokens().refreshToken();
        form.putAll(Map.of("grant_type", "refresh_token", "refresh_token", first));
        String second = token().get("refresh_token").asText();

        assertThat(second).isEqualTo(box.tokens().refreshToken()).isNotEqualTo(first);
        assertThat(refusal()).isEqualTo("invalid_grant: Refresh token has expired");
        form.put("refresh_token", second);
        token();
    }

    @ParameterizedTest
    @CsvSource({ "RS256", "RS384", "RS512" })
    void anAssertionGivesAToken(String algorithm) throws Exception {
        useAssertion(algorithm, "key-1");

        assertThat(statusWith(token())).isEqualTo(200);
    }

    @Test
    void anAssertionIsGoodOnce() throws Exception {
        useAssertion("RS512", "key-1");
        token();

        assertThat(refusal()).contains("'jti'");
    }

    @ParameterizedTest
    @CsvSource({ "iss,another", "aud,https://api.box.com/oauth2/token", "sub,1", "box_sub_type,user", "jti,short", "exp,0",
            "exp,99999999999" })
    void anAssertionWithAWrongClaimIsRefused(String claim, String value) throws Exception {
        claims.put(claim, claim.equals("exp") ? Long.valueOf(value) : value);
        useAssertion("RS512", "key-1");

        assertThat(refusal()).contains(claim.equals("box_sub_type") ? "'sub'" : "'" + claim + "'");
    }

    @Test
    void anAssertionIsMeasuredByTheServersClock() throws Exception {
        box.tokens().clockOffset(Duration.ofHours(1));
        useAssertion("RS512", "key-1");

        HttpResponse<String> answer = send();
        assertThat(answer.body()).contains("'exp'");
        ZonedDateTime date = ZonedDateTime.parse(answer.headers().firstValue("Date").orElseThrow(),
                DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(date.toInstant()).isAfter(Instant.now().plusSeconds(3000));
    }

    @Test
    void aWrongSignatureAndAnUnknownKeyAreRefused() throws Exception {
        useAssertion("RS512", "key-2");
        assertThat(refusal()).contains("'kid'");
        useAssertion("RS512", "key-1");
        String assertion = form.get("assertion");
        form.put("assertion", assertion.substring(0, assertion.lastIndexOf('.') + 1) + "AAAA");
        assertThat(refusal()).contains("signature");
        form.put("assertion", "nonsense");
        assertThat(refusal()).contains("'kid'");
    }
}
