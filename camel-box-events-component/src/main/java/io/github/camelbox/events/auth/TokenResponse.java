// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * A response of the token endpoint: a token, or an error (RFC 6749, 5).
 */
final class TokenResponse {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BoxResponse response;
    private final JsonNode json;
    private final Duration clockOffset;
    private final UnaryOperator<String> redact;

    private TokenResponse(BoxResponse response, JsonNode json, Duration clockOffset, UnaryOperator<String> redact) {
        this.response = response;
        this.json = json;
        this.clockOffset = clockOffset;
        this.redact = redact;
    }

    /**
     * @param redact takes the secrets of the request out of a text
     */
    static TokenResponse of(ClassicHttpResponse http, UnaryOperator<String> redact) throws IOException {
        BoxResponse response = BoxResponse.of(http);
        JsonNode json;
        try {
            json = MAPPER.readTree(response.body());
        } catch (IOException e) {
            json = MissingNode.getInstance();
        }
        return new TokenResponse(response, json, clockOffset(http.getFirstHeader("Date")), redact);
    }

    private static Duration clockOffset(Header date) {
        try {
            return date == null ? null : Duration.between(Instant.now(),
                    ZonedDateTime.parse(date.getValue(), DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** How far the server's clock is ahead of ours; null if the response does not tell. */
    Duration clockOffset() {
        return clockOffset;
    }

    /**
     * Whether Box rejects this claim of an assertion.
     *
     * @param claim its name, such as {@code exp}
     */
    boolean rejects(String claim) {
        return isInvalidGrant()
                && json.path("error_description").asText("").matches("(?is).*\\b" + claim + "\\b.*");
    }

    /** Whether Box rejects the refresh token, or whatever the grant consists of. */
    boolean isInvalidGrant() {
        return !response.isSuccess() && error().equals("invalid_grant");
    }

    private String error() {
        return json.path("error").asText("");
    }

    /**
     * The token.
     *
     * @param  advice          what to do about an error of OAuth; empty if there is nothing particular
     * @throws BoxApiException if the response is an error
     */
    Token token(UnaryOperator<String> advice) throws BoxApiException {
        if (!response.isSuccess()) {
            throw response.asLoginError(TokenClient.REQUEST, advice.apply(error()), redact);
        }
        String accessToken = json.path("access_token").asText("");
        if (accessToken.isBlank()) {
            // Without an excerpt: it might be a token.
            throw new BoxApiException(
                    TokenClient.REQUEST + " returned " + response.status() + " without an access token: "
                            + (json.isMissingNode()
                                    ? "the body is not JSON. Check the option tokenUrl"
                                    : "there is none in the JSON"),
                    null);
        }
        String refreshToken = json.path("refresh_token").asText("");
        long seconds = json.path("expires_in").asLong(0);
        return new Token(accessToken, refreshToken.isBlank() ? null : refreshToken,
                seconds > 0 ? Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)) : null);
    }
}
