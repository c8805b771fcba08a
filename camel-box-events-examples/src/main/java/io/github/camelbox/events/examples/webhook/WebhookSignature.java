// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.apache.camel.Body;
import org.apache.camel.Header;

/**
 * Whether a webhook (v2) comes from Box: it is signed with one of the two keys of the application, over its body and its time,
 * and is at most ten minutes old.
 */
public class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private String primaryKey;
    private String secondaryKey;

    public void setPrimaryKey(String primaryKey) {
        this.primaryKey = primaryKey;
    }

    /** While the keys are changed, webhooks are signed with both; empty if there is only one. */
    public void setSecondaryKey(String secondaryKey) {
        this.secondaryKey = secondaryKey;
    }

    public boolean isGood(
            @Body byte[] body, @Header("BOX-DELIVERY-TIMESTAMP") String time,
            @Header("BOX-SIGNATURE-VERSION") String version, @Header("BOX-SIGNATURE-ALGORITHM") String algorithm,
            @Header("BOX-SIGNATURE-PRIMARY") String primary, @Header("BOX-SIGNATURE-SECONDARY") String secondary)
            throws GeneralSecurityException {
        return body != null && "1".equals(version) && ALGORITHM.equals(algorithm) && isRecent(time)
                && (isSigned(body, time, primaryKey, primary) || isSigned(body, time, secondaryKey, secondary));
    }

    private static boolean isRecent(String time) {
        try {
            Duration age = Duration.between(OffsetDateTime.parse(time).toInstant(), Instant.now()).abs();
            return age.compareTo(MAX_AGE) <= 0;
        } catch (DateTimeException | NullPointerException e) {
            return false;
        }
    }

    private static boolean isSigned(byte[] body, String time, String key, String signature) throws GeneralSecurityException {
        if (key == null || key.isBlank() || signature == null) {
            return false;
        }
        byte[] expected = Base64.getEncoder().encode(sign(body, time, key));
        // Takes the same time wherever they differ.
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sign(byte[] body, String time, String key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        mac.update(body);
        return mac.doFinal(time.getBytes(StandardCharsets.UTF_8));
    }
}
