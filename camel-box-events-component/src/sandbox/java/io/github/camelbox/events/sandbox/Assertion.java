// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A signed JWT (RFC 7515), as it came in: nothing of it has to be true, or there. */
record Assertion(String signed, JsonNode headers, JsonNode claims, byte[] signature) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Assertion parse(String text) {
        String[] parts = text.split("\\.", -1);
        try {
            return new Assertion(parts[0] + "." + parts[1], MAPPER.readTree(decode(parts[0])),
                    MAPPER.readTree(decode(parts[1])), decode(parts[2]));
        } catch (IOException | RuntimeException e) {
            return new Assertion("", MAPPER.createObjectNode(), MAPPER.createObjectNode(), new byte[0]);
        }
    }

    private static byte[] decode(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    String header(String name) {
        return headers.path(name).asText("");
    }

    String claim(String name) {
        return claims.path(name).asText("");
    }

    Instant expiry() {
        return Instant.ofEpochSecond(claims.path("exp").asLong(0));
    }

    /** Whether the signature is of an algorithm that Box takes, and of the private key to this one. */
    boolean isSignedWith(PublicKey key) {
        String algorithm = switch (header("alg")) {
            case "RS256" -> "SHA256withRSA";
            case "RS384" -> "SHA384withRSA";
            case "RS512" -> "SHA512withRSA";
            default -> null;
        };
        if (algorithm == null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
