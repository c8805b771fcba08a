// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.util.Map;

import io.github.camelbox.events.box.BoxApiException;

/**
 * The exchange of a refresh token for the next one, which comes with an access token.
 *
 * @see <a href="https://developer.box.com/guides/authentication/tokens/refresh/">Box: Refresh a token</a>
 */
record RefreshRequest(String clientId, String clientSecret, String refreshToken) {

    private static final String USED_UP = " is used up (as it is when Box's response to its use was lost in a crash or by a"
            + " broken connection), is older than 60 days, or was revoked. Authorize the application again, set"
            + " the option refreshToken to the new one";

    TokenResponse send(TokenClient client) throws BoxApiException {
        return client.post(Map.of(
                "grant_type", "refresh_token", "client_id", clientId, "client_secret", clientSecret,
                "refresh_token", refreshToken));
    }

    /**
     * The tokens.
     *
     * @param  place           where the refresh token came from
     * @param  afterwards      what to do besides if it is used up
     * @throws BoxApiException if the response is an error
     */
    Token token(TokenResponse response, String place, String afterwards) throws BoxApiException {
        Token token = response.token(error -> advice(error, place, afterwards));
        // RFC 6749 lets a server keep the old one.
        return token.refreshToken() != null ? token : new Token(token.accessToken(), refreshToken, token.lifetime());
    }

    private static String advice(String error, String place, String afterwards) {
        return switch (error) {
            case "invalid_client" -> Advice.CHECK_CLIENT;
            case "invalid_grant" -> "the refresh token in " + place + USED_UP + afterwards;
            case "unauthorized_client" -> Advice.unauthorized("User Authentication (OAuth 2.0)",
                    "jwtConfig, or clientId and clientSecret with enterpriseId or userId");
            default -> "";
        };
    }

    @Override
    public String toString() {
        return "RefreshRequest[clientId=" + clientId + "]";
    }
}
