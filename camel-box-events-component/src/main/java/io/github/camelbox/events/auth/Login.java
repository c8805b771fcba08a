// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

import io.github.camelbox.events.box.BoxApiException;
import org.apache.camel.CamelContext;

/**
 * How access tokens are got from Box's token endpoint: a value. Endpoints whose logins are equal share the tokens.
 */
public sealed interface Login {

    URI tokenUrl();

    /** Makes the requests of this login. */
    Grant newGrant(CamelContext context);

    /**
     * The client credentials grant.
     *
     * @param subjectType {@code enterprise} or {@code user}
     * @param subjectId   whose token it is to be
     */
    record ClientCredentials(URI tokenUrl, String clientId, String clientSecret, String subjectType, String subjectId)
            implements Login {

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
                case "invalid_client" -> "check the options clientId and clientSecret";
                case "invalid_grant", "unauthorized_client" ->
                    "check the option " + subjectType + "Id, and that an administrator has authorized the application in Box's"
                                                               + " Admin Console, anew after each change of the application"
                                                               + (subjectType.equals("user")
                                                                       ? "; it needs the right to generate user access tokens"
                                                                       : "");
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
     * @param userId whose token it is to be; null for the enterprise's service account
     */
    record Jwt(URI tokenUrl, String config, String userId) implements Login {

        /**
         * Checks that the library is there that reads private keys.
         *
         * @throws IllegalArgumentException if not; says what to add
         */
        public static void requireLibrary() {
            try {
                Class.forName("org.bouncycastle.openssl.PEMParser", false, Login.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException(
                            "the option jwtConfig needs a library that reads private keys: add"
                                                   + " org.bouncycastle:bcpkix-jdk18on to the class path");
            }
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
            implements Login {

        @Override
        public Grant newGrant(CamelContext context) {
            return new RefreshGrant(this);
        }

        @Override
        public String toString() {
            return "OAuth refresh with " + refreshTokenFile;
        }
    }
}
