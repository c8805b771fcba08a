// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.box.HttpCaller;

/**
 * What is kept in a state store for a login that several machines share.
 *
 * @param refreshToken the one that is good now; null if nothing is stored yet
 * @param accessToken  the last one that Box gave; null if there is none
 * @param expiresAt    its end; null if Box did not say
 * @param lease        of the process that is exchanging the refresh token; null if none is
 */
record StoredTokens(String refreshToken, String accessToken, Instant expiresAt, String lease) {

    static final StoredTokens NONE = new StoredTokens(null, null, null, null);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static StoredTokens of(UnsavedToken unsaved) {
        Token token = unsaved.token();
        return new StoredTokens(token.refreshToken(), token.accessToken(),
                token.lifetime() == null ? null : unsaved.began().plus(token.lifetime()), null);
    }

    /** Null if that is not what {@link #toJson} has written. */
    static StoredTokens parse(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            String expiresAt = json.path("expiresAt").textValue();
            StoredTokens tokens = new StoredTokens(json.path("refreshToken").textValue(), json.path("accessToken").textValue(),
                    expiresAt == null ? null : Instant.parse(expiresAt), json.path("lease").textValue());
            return tokens.refreshToken == null || tokens.refreshToken.isBlank() ? null : tokens;
        } catch (JsonProcessingException | DateTimeException e) {
            // Its message may quote the token.
            return null;
        }
    }

    String toJson() {
        ObjectNode json = MAPPER.createObjectNode().put("refreshToken", refreshToken);
        if (accessToken != null) {
            json.put("accessToken", accessToken);
        }
        if (expiresAt != null) {
            json.put("expiresAt", expiresAt.toString());
        }
        if (lease != null) {
            json.put("lease", lease);
        }
        return json.toString();
    }

    /** With that lease, or null for none. */
    StoredTokens leased(String current, String newLease) {
        return new StoredTokens(current, accessToken, expiresAt, newLease);
    }

    boolean isGood() {
        return accessToken != null && (expiresAt == null || Instant.now().isBefore(expiresAt));
    }

    /** The access token, with the lifetime it had at that time. */
    Token token(Instant since) {
        return new Token(accessToken, refreshToken, expiresAt == null ? null : Duration.between(since, expiresAt));
    }

    /** The text without these tokens, and without those that they are to replace. */
    String redact(String replaced, String text) {
        StoredTokens before = parse(replaced);
        String redacted = text;
        for (StoredTokens tokens : before == null ? List.of(this) : List.of(this, before)) {
            for (String secret : Arrays.asList(tokens.refreshToken, tokens.accessToken)) {
                redacted = secret == null ? redacted : HttpCaller.without(secret, redacted);
            }
        }
        return redacted;
    }

    @Override
    public String toString() {
        return "StoredTokens[expiresAt=" + expiresAt + ", lease=" + lease + "]";
    }
}
