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
 * What the token endpoint answered: a token, or an error (RFC 6749, 5).
 */
final class TokenResponse {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BoxResponse answer;
    private final JsonNode json;
    private final Duration clockOffset;
    private final UnaryOperator<String> mask;

    private TokenResponse(BoxResponse answer, JsonNode json, Duration clockOffset, UnaryOperator<String> mask) {
        this.answer = answer;
        this.json = json;
        this.clockOffset = clockOffset;
        this.mask = mask;
    }

    /**
     * @param mask takes the secrets of the request out of a text
     */
    static TokenResponse of(ClassicHttpResponse response, UnaryOperator<String> mask) throws IOException {
        BoxResponse answer = BoxResponse.of(response);
        JsonNode json;
        try {
            json = MAPPER.readTree(answer.body());
        } catch (IOException e) {
            json = MissingNode.getInstance();
        }
        return new TokenResponse(answer, json, clockOffset(response.getFirstHeader("Date")), mask);
    }

    private static Duration clockOffset(Header date) {
        try {
            return date == null ? null : Duration.between(Instant.now(),
                    ZonedDateTime.parse(date.getValue(), DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** How far the server's clock is ahead of ours; null if the answer does not tell. */
    Duration clockOffset() {
        return clockOffset;
    }

    /** Whether Box does not accept the {@code exp} claim of an assertion. */
    boolean isExpRefused() {
        return !answer.isSuccess() && error().equals("invalid_grant")
                && json.path("error_description").asText("").matches("(?is).*\\bexp\\b.*");
    }

    private String error() {
        return json.path("error").asText("");
    }

    /**
     * The token.
     *
     * @param  advice          what to do about an error of OAuth; empty if there is nothing particular
     * @throws BoxApiException if the answer is an error
     */
    Token token(UnaryOperator<String> advice) throws BoxApiException {
        if (!answer.isSuccess()) {
            throw answer.asLoginError(TokenClient.REQUEST, advice.apply(error()), mask);
        }
        String accessToken = json.path("access_token").asText("");
        if (accessToken.isBlank()) {
            // Without an excerpt: it might be a token.
            throw new BoxApiException(
                    TokenClient.REQUEST + " was answered " + answer.status() + " without an access token: it is "
                                      + (json.isMissingNode() ? "not the JSON of one. Check the option tokenUrl" : "not in it"),
                    null);
        }
        String refreshToken = json.path("refresh_token").asText("");
        long seconds = json.path("expires_in").asLong(0);
        return new Token(accessToken, refreshToken.isBlank() ? null : refreshToken,
                seconds > 0 ? Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)) : null);
    }
}
