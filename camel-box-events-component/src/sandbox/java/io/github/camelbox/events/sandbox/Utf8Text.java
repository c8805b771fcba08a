// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing text that is kept as the bytes that go out, since pages of events are large. Not thread-safe. */
final class Utf8Text {

    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    Utf8Text(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] encode(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String decode(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    Utf8Text append(byte[] encoded) {
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    Utf8Text append(String text) {
        return append(encode(text));
    }

    Utf8Text append(long number) {
        return append(Long.toString(number));
    }

    /** Appends the lowest bits as this many hexadecimal digits. */
    Utf8Text appendHex(long bits, int digits) {
        reserve(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            bytes[length++] = HEX_DIGITS[(int) (bits >>> shift) & 0xf];
        }
        return this;
    }

    /** Appends a number of at least this many decimal digits. */
    Utf8Text appendPadded(int number, int digits) {
        String text = Integer.toString(number);
        return append("0".repeat(Math.max(0, digits - text.length()))).append(text);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
