// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.state.AtomicFile;

/**
 * OAuth refresh. Box takes each refresh token once and gives the next one with the access token: the next one is on disk
 * before the access token is used. The file is a line of JSON, {@code {"refreshToken":"…"}}, and is read each time, under a
 * lock, so that several processes can share it.
 *
 * @see <a href="https://developer.box.com/guides/authentication/tokens/refresh/">Box: Refresh a token</a>
 */
final class RefreshGrant implements Grant {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    // What Box gave but is not on disk yet, by file. It outlives the login: a route that stops must not lose it. Each entry is
    // guarded by the lock of its file.
    private static final Map<String, Unsaved> UNSAVED = new ConcurrentHashMap<>();

    private final Login.Refresh login;
    private final AtomicFile file;
    private volatile boolean exchanging;

    /**
     * A token that is not on disk yet.
     *
     * @param spent      the refresh token that Box took for it
     * @param configured the option refreshToken at that time; may be null
     */
    private record Unsaved(String spent, String configured, Token token) {

        /** Whether this is what belongs into the file; not so if the user has put another token there, or into the option. */
        boolean follows(String stored, String configuredNow) {
            return stored == null ? Objects.equals(configured, configuredNow)
                    : stored.equals(spent) || stored.equals(token.refreshToken());
        }

        @Override
        public String toString() {
            return "Unsaved[" + token + "]";
        }
    }

    RefreshGrant(Login.Refresh login) {
        this.login = login;
        this.file = new AtomicFile(login.refreshTokenFile());
    }

    @Override
    public boolean isExchanging() {
        return exchanging;
    }

    @Override
    public Token fetch(TokenClient client) throws BoxApiException {
        try (Closeable lock = file.tryLock()) {
            if (lock == null) {
                throw new BoxApiException(
                        "the refresh token in " + file + " is being used by another consumer or process", null);
            }
            String stored = load();
            client.prepared();
            // From here on Box may have taken the refresh token: nothing must cut in until the next one is in the file.
            exchanging = true;
            return exchange(client, stored);
        } catch (BoxApiException e) {
            throw e;
        } catch (IOException e) {
            throw new BoxApiException(
                    "cannot lock the file " + file + " (option refreshTokenFile): " + AtomicFile.reason(e), null);
        } finally {
            exchanging = false;
        }
    }

    private Token exchange(TokenClient client, String stored) throws BoxApiException {
        String key = file.toString();
        Unsaved unsaved = UNSAVED.get(key);
        if (unsaved == null || !unsaved.follows(stored, login.refreshToken())) {
            String current = stored != null ? stored : login.refreshToken();
            unsaved = new Unsaved(current, login.refreshToken(), request(client, current, stored != null));
            UNSAVED.put(key, unsaved);
        }
        save(unsaved.token.refreshToken());
        UNSAVED.remove(key);
        return unsaved.token;
    }

    private Token request(TokenClient client, String current, boolean stored) throws BoxApiException {
        if (current == null) {
            throw BoxApiException.permanent(
                    "there is no refresh token: the file " + file
                                            + " (option refreshTokenFile) does not exist, and refreshToken is not set");
        }
        Token token = client.post(Map.of(
                "grant_type", "refresh_token", "client_id", login.clientId(), "client_secret", login.clientSecret(),
                "refresh_token", current)).token(error -> advice(error, stored));
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
                                      + AtomicFile.reason(e) + ". It is kept in memory until that works; if this process ends"
                                      + " before, a new refresh token is needed",
                    null);
        }
    }

    private String advice(String error, boolean stored) {
        return switch (error) {
            case "invalid_client" -> Advice.CHECK_CLIENT;
            case "invalid_grant" ->
                "the refresh token in " + (stored ? "the file " + file : "the option refreshToken")
                                    + " is used up (as it is when Box's response to its use was lost in a crash or by a broken"
                                    + " connection), is older than 60 days, or was revoked. Authorize the application again, set"
                                    + " the option refreshToken to the new one" + (stored ? " and remove the file" : "");
            case "unauthorized_client" -> Advice.unauthorized("User Authentication (OAuth 2.0)",
                    "jwtConfig, or clientId and clientSecret with enterpriseId or userId");
            default -> "";
        };
    }
}
