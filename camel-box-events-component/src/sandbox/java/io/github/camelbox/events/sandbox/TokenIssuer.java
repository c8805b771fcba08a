// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;

/**
 * The token endpoint: one application in one enterprise with one user, which can log in by client credentials, by JWT and with
 * refresh tokens, each of which is good once. Thread-safe.
 */
public final class TokenIssuer {

    private final Supplier<String> tokenUrl;

    // Guarded by this.
    private final Map<String, Instant> accessTokens = new HashMap<>();
    private final Map<String, PublicKey> publicKeys = new HashMap<>();
    private final Set<String> usedIds = new HashSet<>();
    private String clientId;
    private String clientSecret;
    private String enterpriseId;
    private String userId;
    private String refreshToken;
    private Duration lifetime;
    private Duration announcedLifetime;
    private Duration clockOffset;
    private boolean authorized;

    TokenIssuer(Supplier<String> tokenUrl) {
        this.tokenUrl = tokenUrl;
        clear();
    }

    synchronized void clear() {
        accessTokens.clear();
        publicKeys.clear();
        usedIds.clear();
        clientId = "sandbox-client-id";
        clientSecret = "sandbox-client-secret";
        enterpriseId = "700100";
        userId = "700200";
        refreshToken = newToken("refresh");
        lifetime = Duration.ofMinutes(60);
        announcedLifetime = null;
        clockOffset = Duration.ZERO;
        authorized = true;
    }

    static String newToken(String kind) {
        return "sandbox-" + kind + "-" + UUID.randomUUID();
    }

    /** The application's id, {@code sandbox-client-id}. */
    public synchronized String clientId() {
        return clientId;
    }

    /** The application's secret, by default {@code sandbox-client-secret}. */
    public synchronized String clientSecret() {
        return clientSecret;
    }

    /** Changes the application's secret. */
    public synchronized TokenIssuer clientSecret(String secret) {
        clientSecret = Objects.requireNonNull(secret);
        return this;
    }

    /** The enterprise's id, {@code 700100}. */
    public synchronized String enterpriseId() {
        return enterpriseId;
    }

    /** The user's id, {@code 700200}. */
    public synchronized String userId() {
        return userId;
    }

    /** Adds a public key of the application, for JWT. */
    public synchronized TokenIssuer publicKey(String keyId, PublicKey key) {
        publicKeys.put(keyId, key);
        return this;
    }

    /** The one refresh token that is good now. */
    public synchronized String refreshToken() {
        return refreshToken;
    }

    /** How long the access tokens issued from now on are good, in whole seconds. By default an hour. */
    public synchronized TokenIssuer lifetime(Duration duration) {
        lifetime = duration;
        return this;
    }

    /** What the server says of the lifetime, instead of the truth; null, the default, for the truth. */
    public synchronized TokenIssuer announcedLifetime(Duration duration) {
        announcedLifetime = duration;
        return this;
    }

    /** How far the server's clock is ahead. By default not at all. */
    public synchronized TokenIssuer clockOffset(Duration offset) {
        clockOffset = offset;
        return this;
    }

    /** Whether an administrator has authorized the application; the tokens issued before are not concerned. Default true. */
    public synchronized TokenIssuer authorized(boolean authorizedByAdministrator) {
        authorized = authorizedByAdministrator;
        return this;
    }

    /** Revokes the access tokens issued so far. */
    public synchronized TokenIssuer revokeAccessTokens() {
        accessTokens.clear();
        return this;
    }

    /** Revokes the refresh token, and gives out another. */
    public synchronized String revokeRefreshToken() {
        refreshToken = newToken("refresh");
        return refreshToken;
    }

    /** Whether this {@code Authorization} header holds a token that was issued and has not expired. */
    synchronized boolean isGood(String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        Instant expiry = accessTokens.get(authorization.substring("Bearer ".length()));
        return expiry != null && Instant.now().isBefore(expiry);
    }

    synchronized Response answer(Map<String, String> form) {
        String error = error(form);
        Response answer = error == null ? token(form) : Answers.json(400, error);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now().atOffset(ZoneOffset.UTC));
        HttpHeaders headers = answer.getHeaders().plus(HttpHeader.httpHeader("Date", date));
        return Response.Builder.like(answer).headers(headers).build();
    }

    private Instant now() {
        return Instant.now().plus(clockOffset);
    }

    /** The JSON of the error; null if there is none. */
    private String error(Map<String, String> form) {
        if (!clientId.equals(form.get("client_id")) || !clientSecret.equals(form.get("client_secret"))) {
            return JsonText.oauthError("invalid_client", "The client credentials are invalid");
        }
        String description;
        switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> description = credentialsError(form);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
                description = assertionError(form.getOrDefault("assertion", ""));
            case "refresh_token" ->
                description = refreshToken.equals(form.get("refresh_token")) ? null : "Refresh token has expired";
            default -> {
                return JsonText.oauthError("unsupported_grant_type", "Unsupported grant type");
            }
        }
        return description == null ? null : JsonText.oauthError("invalid_grant", description);
    }

    private String credentialsError(Map<String, String> form) {
        boolean good = authorized && isSubject(form.get("box_subject_type"), form.get("box_subject_id"));
        return good ? null : "Grant credentials are invalid";
    }

    private boolean isSubject(String type, String id) {
        return "enterprise".equals(type) && enterpriseId.equals(id) || "user".equals(type) && userId.equals(id);
    }

    private String assertionError(String text) {
        Assertion assertion = Assertion.parse(text);
        PublicKey key = publicKeys.get(assertion.header("kid"));
        String id = assertion.claim("jti");
        if (key == null) {
            return "Please check the 'kid' header. It does not match a public key of the application.";
        } else if (!assertion.isSignedWith(key)) {
            return "The signature of the assertion is invalid.";
        } else if (!clientId.equals(assertion.claim("iss"))) {
            return "Please check the 'iss' claim.";
        } else if (!tokenUrl.get().equals(assertion.claim("aud"))) {
            return "Please check the 'aud' claim.";
        } else if (!isSubject(assertion.claim("box_sub_type"), assertion.claim("sub"))) {
            return "Please check the 'sub' claim.";
        } else if (id.length() < 16 || id.length() > 128 || !usedIds.add(id)) {
            return "Please check the 'jti' claim. A unique 'jti' value is required.";
        } else if (!assertion.expiry().isAfter(now()) || assertion.expiry().isAfter(now().plusSeconds(60))) {
            return "Please check the 'exp' claim.";
        }
        return authorized ? null : "This app is not authorized by the enterprise";
    }

    private Response token(Map<String, String> form) {
        String accessToken = newToken("access");
        accessTokens.put(accessToken, Instant.now().plus(lifetime));
        String next = null;
        if ("refresh_token".equals(form.get("grant_type"))) {
            next = newToken("refresh");
            refreshToken = next;
        }
        Duration announced = announcedLifetime == null ? lifetime : announcedLifetime;
        return Answers.json(200, JsonText.token(accessToken, announced.toSeconds(), next));
    }
}
