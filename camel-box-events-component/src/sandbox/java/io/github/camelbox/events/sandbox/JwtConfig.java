// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The file that Box's developer console gives out for an application with a key pair, which is made when it is asked for. */
final class JwtConfig {

    private static final String KEY_ID = "sandbox1";

    private final TokenIssuer tokens;
    private KeyPair keys;

    JwtConfig(TokenIssuer tokens) {
        this.tokens = tokens;
    }

    synchronized String json() {
        try {
            if (keys == null) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                keys = generator.generateKeyPair();
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        register();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(keys.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        ObjectNode config = JsonText.object();
        ObjectNode application = config.putObject("boxAppSettings").put("clientID", tokens.clientId())
                .put("clientSecret", tokens.clientSecret());
        application.putObject("appAuth").put("publicKeyID", KEY_ID).put("privateKey", pem).put("passphrase", "");
        return config.put("enterpriseID", tokens.enterpriseId()).toPrettyString();
    }

    /** Lets the application use its key pair, if it has one. */
    synchronized void register() {
        if (keys != null) {
            tokens.publicKey(KEY_ID, keys.getPublic());
        }
    }
}
