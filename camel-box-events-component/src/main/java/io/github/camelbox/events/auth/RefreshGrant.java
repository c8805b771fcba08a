// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.state.AtomicFile;

/**
 * OAuth refresh. Box takes each refresh token once and gives the next one with the access token: the next one is on disk
 * before the access token is used. The file is a line of JSON, {@code {"refreshToken":"…"}}, and is read each time, under a
 * lock, so that several processes can share it.
 */
final class RefreshGrant implements Grant {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Login.Refresh login;
    private final AtomicFile file;
    private volatile boolean exchanging;

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
        UnsavedToken unsaved = UnsavedToken.BY_PLACE.get(key);
        if (unsaved == null || !unsaved.follows(stored, login.refreshToken())) {
            String current = stored != null ? stored : login.refreshToken();
            Instant began = Instant.now();
            unsaved = new UnsavedToken(current, login.refreshToken(), request(client, current, stored != null), began);
            UnsavedToken.BY_PLACE.put(key, unsaved);
        }
        save(unsaved.token().refreshToken());
        UnsavedToken.BY_PLACE.remove(key);
        return unsaved.token();
    }

    private Token request(TokenClient client, String current, boolean stored) throws BoxApiException {
        if (current == null) {
            throw BoxApiException.permanent(
                    "there is no refresh token: the file " + file
                            + " (option refreshTokenFile) does not exist, and refreshToken is not set");
        }
        RefreshRequest request = new RefreshRequest(login.clientId(), login.clientSecret(), current);
        return request.token(request.send(client), stored ? "the file " + file : "the option refreshToken",
                stored ? " and remove the file" : "");
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
}
