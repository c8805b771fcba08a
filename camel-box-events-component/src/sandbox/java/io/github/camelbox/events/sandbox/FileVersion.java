// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A version of a file, and what is in it. Immutable. */
final class FileVersion {

    private static final long FIRST_ID = 150_000_000_000L;

    private final long id;
    private final byte[] given;
    private final String givenSha1;

    private FileVersion(long id, byte[] given) {
        this.id = id;
        this.given = given;
        // Once, since it may be large; of what is made up, nothing is kept.
        this.givenSha1 = given == null ? null : digest(given);
    }

    /** A version of this file. Its content is made up if null is given. */
    static FileVersion of(long fileId, long number, byte[] content) {
        return new FileVersion(FIRST_ID + fileId + number, content == null ? null : content.clone());
    }

    long id() {
        return id;
    }

    /** Not to be changed. */
    byte[] content() {
        return given != null ? given : Utf8Text.encode("The content of version " + id + ", made up by the sandbox.\n");
    }

    String sha1() {
        return givenSha1 != null ? givenSha1 : digest(content());
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
