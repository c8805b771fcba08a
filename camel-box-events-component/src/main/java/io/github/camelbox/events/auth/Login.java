// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.state.StateStore;
import io.github.camelbox.events.state.StoredValue;
import org.apache.camel.CamelContext;

/**
 * How to get access tokens from Box's token endpoint: a value. Consumers whose logins are equal share the tokens. Its
 * {@code toString()} names it in messages, so it contains no secret.
 */
public sealed interface Login {

    URI tokenUrl();

    /** Makes the requests of this login. */
    Grant newGrant(CamelContext context);

    /**
     * The client credentials grant.
     *
     * @param subjectType {@code enterprise} or {@code user}
     * @param subjectId   the enterprise or user that the token is for
     */
    record ClientCredentials(URI tokenUrl, String clientId, String clientSecret, String subjectType, String subjectId)
            implements
                Login {

        @Override
        public Grant newGrant(CamelContext context) {
            return this::fetch;
        }

        private Token fetch(TokenClient client) throws BoxApiException {
            return client.post(Map.of(
                    "grant_type", "client_credentials", "client_id", clientId, "client_secret", clientSecret,
                    "box_subject_type", subjectType, "box_subject_id", subjectId)).token(this::advice);
        }

        private String advice(String error) {
            return switch (error) {
                case "invalid_client" -> Advice.CHECK_CLIENT;
                case "invalid_grant" -> "check the option " + subjectType + "Id, and " + Advice.AUTHORIZED
                        + (subjectType.equals("user")
                                ? "; it needs the right to generate user access tokens"
                                : "");
                case "unauthorized_client" ->
                    Advice.unauthorized("Server Authentication (Client Credentials Grant)", "jwtConfig, refreshTokenFile");
                default -> "";
            };
        }

        @Override
        public String toString() {
            return "client credentials for the " + subjectType + " " + subjectId;
        }
    }

    /**
     * The JWT grant.
     *
     * @param config the resource with the application's configuration
     * @param userId the user that the token is for; null for the enterprise's service account
     */
    record Jwt(URI tokenUrl, String config, String userId) implements Login {

        /**
         * Checks that the library that reads private keys is there.
         *
         * @throws IllegalArgumentException if not; names the artifact to add
         */
        public static void requireLibrary() {
            try {
                PemKey.library();
            } catch (LinkageError e) {
                throw new IllegalArgumentException(missingLibrary(e));
            }
        }

        static String missingLibrary(LinkageError e) {
            return "the option jwtConfig needs a library that reads private keys: add org.bouncycastle:bcpkix-jdk18on to the"
                    + " class path; Bouncy Castle's FIPS jars do not suffice (" + HttpCaller.rootMessage(e) + ")";
        }

        /**
         * The enterprise of the application; null if it has none.
         *
         * @throws BoxApiException if the configuration cannot be read
         */
        public static String enterpriseId(CamelContext context, String config) throws BoxApiException {
            String id = JwtConfig.enterpriseId(context, config);
            return id.isEmpty() ? null : id;
        }

        @Override
        public Grant newGrant(CamelContext context) {
            return new JwtGrant(this, context);
        }

        @Override
        public String toString() {
            return "JWT for " + (userId == null ? "the enterprise" : "the user " + userId) + " with " + config;
        }
    }

    /**
     * OAuth refresh.
     *
     * @param refreshToken     the one to begin with, as long as there is none in the file; or null
     * @param refreshTokenFile keeps the one that is good now
     */
    record Refresh(URI tokenUrl, String clientId, String clientSecret, String refreshToken, Path refreshTokenFile)
            implements
                Login {

        @Override
        public Grant newGrant(CamelContext context) {
            return new RefreshGrant(this);
        }

        @Override
        public String toString() {
            return "OAuth refresh with " + refreshTokenFile;
        }
    }

    /**
     * OAuth refresh with a refresh token that several machines share.
     *
     * @param refreshToken the one to begin with, as long as there is none in the store
     * @param place        keeps the one that is good now, with the access token
     */
    record StoredRefresh(URI tokenUrl, String clientId, String clientSecret, String refreshToken, StoredValue place)
            implements
                Login {

        /** The key says which token was the first: a new authorization begins with a new key. */
        public StoredRefresh(URI tokenUrl, String clientId, String clientSecret, String refreshToken, StateStore store) {
            this(tokenUrl, clientId, clientSecret, refreshToken,
                 new StoredValue(store, "box-events/refresh-token/" + clientId + "/" + fingerprint(refreshToken)));
        }

        private static String fingerprint(String refreshToken) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(refreshToken.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash, 0, 8);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Grant newGrant(CamelContext context) {
            return new StoredRefreshGrant(this);
        }

        @Override
        public String toString() {
            return "OAuth refresh with " + place;
        }
    }
}
