// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.state.AtomicFile;

/**
 * OAuth refresh. Box takes each refresh token once and gives the next one with the access token: the next one is on disk
 * before the access token is used. The file is a line of JSON, {@code {"refreshToken":"…"}}, and is read anew each time,
 * under a lock, so that several processes can share it.
 *
 * @see <a href="https://developer.box.com/guides/authentication/tokens/refresh/">Box: Refresh a token</a>
 */
final class RefreshGrant implements Grant {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Login.Refresh login;
    private final AtomicFile file;

    // Got from Box, but not on disk yet. One request at a time.
    private Token unsaved;

    RefreshGrant(Login.Refresh login) {
        this.login = login;
        this.file = new AtomicFile(login.refreshTokenFile());
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public Token fetch(TokenClient client) throws BoxApiException {
        try (Closeable lock = file.tryLock()) {
            if (lock == null) {
                throw new BoxApiException("somebody else is just using the refresh token in " + file, null);
            }
            if (unsaved == null) {
                unsaved = exchange(client);
            }
            save(unsaved.refreshToken());
            Token token = unsaved;
            unsaved = null;
            return token;
        } catch (BoxApiException e) {
            throw e;
        } catch (IOException e) {
            throw new BoxApiException(
                    "cannot lock the file " + file + " (option refreshTokenFile): " + AtomicFile.reason(e), null);
        }
    }

    private Token exchange(TokenClient client) throws BoxApiException {
        String stored = load();
        String current = stored != null ? stored : login.refreshToken();
        if (current == null) {
            throw BoxApiException.permanent(
                    "there is no refresh token: the file " + file
                                            + " (option refreshTokenFile) does not exist, and refreshToken is not set");
        }
        Token token = client.post(Map.of(
                "grant_type", "refresh_token", "client_id", login.clientId(), "client_secret", login.clientSecret(),
                "refresh_token", current)).token(error -> advice(error, stored != null));
        // RFC 6749 lets a server keep the old one.
        return token.refreshToken() != null ? token : new Token(token.accessToken(), current, token.lifetime());
    }

    private String load() throws BoxApiException {
        try {
            byte[] content = file.read();
            if (content == null) {
                return null;
            }
            JsonNode token = MAPPER.readTree(content).path("refreshToken");
            if (token.isTextual() && !token.asText().isBlank()) {
                return token.asText();
            }
            throw unreadable("there is no refresh token in it");
        } catch (BoxApiException e) {
            throw e;
        } catch (JsonProcessingException e) {
            // Its message may quote the token.
            throw unreadable("its content is not the JSON that was written to it");
        } catch (IOException e) {
            throw unreadable(AtomicFile.reason(e));
        }
    }

    private BoxApiException unreadable(String why) {
        return BoxApiException.permanent("cannot read the file " + file + " (option refreshTokenFile): " + why
                                         + ". Restore it, or set the option refreshToken to a new one and remove the file");
    }

    private void save(String refreshToken) throws BoxApiException {
        try {
            file.replace((MAPPER.writeValueAsString(Map.of("refreshToken", refreshToken)) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BoxApiException("cannot write the new refresh token to the file " + file + " (option refreshTokenFile): "
                                      + AtomicFile.reason(e) + ". It is kept in memory until that works; should this process"
                                      + " end before, a new refresh token is needed",
                    null);
        }
    }

    private String advice(String error, boolean stored) {
        return switch (error) {
            case "invalid_client" -> "check the options clientId and clientSecret";
            case "invalid_grant" ->
                "the refresh token in " + (stored ? "the file " + file : "the option refreshToken")
                                    + " is used up (as it is when a crash or a broken connection swallows Box's answer), is older"
                                    + " than 60 days, or was revoked. Authorize the application anew, set the option refreshToken to"
                                    + " the new one" + (stored ? " and remove the file" : "");
            default -> "";
        };
    }
}
