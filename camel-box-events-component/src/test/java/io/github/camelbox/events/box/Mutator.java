// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Damages bytes at random, with a liking for what hurts readers of JSON. The same seed gives the same damage. */
public final class Mutator {

    private static final byte[][] JSON = bytes("null", "true", "false", "{}", "[]", "\"\"", "\" \"", "0", "-1", "1e400", "-0.0",
            "1E-400", "9223372036854775808", "\"now\"", "\"\\ud800\"", "\"\\u0000\"", "\"0\"", "{\"entries\":[", "],", "},",
            "[[],{}]", "\"entries\":[],", "\"entries\":null,", "\"event_id\":{},", "\"next_stream_position\":null,",
            "\"message\":1,", "/* */", "NaN", "'x'", ",", ":", "\"", "\\", "\"url\":\"http://[::\",", "\"max_retries\":1e99,",
            "\"source\":[[{\"id\":[]}]],");
    // Bytes that begin nothing, continue nothing or break off; overlong, surrogate, too high; an emoji, a byte order mark.
    private static final byte[][] UTF8
            = hex("ff", "80", "c080", "e282", "eda080", "f4908080", "f09f9880", "efbbbf", "00", "1b", "7f");
    private static final byte[] BYTE_ORDER_MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

    private final Random random;

    public Mutator(long seed) {
        random = new Random(seed);
    }

    private static byte[][] bytes(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    private static byte[][] hex(String... bytes) {
        return Arrays.stream(bytes).map(HexFormat.of()::parseHex).toArray(byte[][]::new);
    }

    /** The damaged bytes, as a new array. */
    public byte[] mutate(byte[] original) {
        byte[] bytes = original;
        do {
            bytes = once(bytes);
        } while (random.nextInt(3) == 0);
        return bytes == original ? original.clone() : bytes;
    }

    private byte[] once(byte[] in) {
        int from = random.nextInt(in.length + 1);
        int to = from + (from == in.length ? 0 : random.nextInt(Math.min(in.length - from, 1 << random.nextInt(12))));
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> flipped(in);
            case 3 -> Arrays.copyOf(in, from);
            case 4 -> spliced(in, to, to, Arrays.copyOfRange(in, from, to));
            case 5 -> spliced(in, from, to, new byte[0]);
            case 6, 7 -> {
                int value = valueAt(in, from);
                yield spliced(in, value, Math.min(in.length, value + random.nextInt(8)), oneOf(JSON));
            }
            case 8 -> spliced(in, from, from, oneOf(JSON));
            case 9 -> spliced(in, valueAt(in, from), valueAt(in, from), repeated("1234567890", 1 << random.nextInt(10)));
            case 10 -> spliced(in, valueAt(in, from), valueAt(in, from), nested());
            case 11 -> spliced(in, from, from, oneOf(UTF8));
            case 12 -> spliced(in, from, to, some(1 + random.nextInt(64)));
            default -> whole(in);
        };
    }

    private byte[] flipped(byte[] in) {
        byte[] out = in.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && out.length > 0; i--) {
            out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    // Now and then everything is something else, which on the way says little about the parts.
    private byte[] whole(byte[] in) {
        String text = new String(in, StandardCharsets.UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> some(random.nextInt(2048));
            case 1 -> new byte[0];
            case 2 -> text.getBytes(StandardCharsets.UTF_16);
            case 3 -> text.getBytes(StandardCharsets.UTF_16LE);
            case 4 -> spliced(in, 0, 0, BYTE_ORDER_MARK);
            case 5 -> "<html><body>Please log in</body></html>".getBytes(StandardCharsets.UTF_8);
            default -> flipped(in);
        };
    }

    // The place behind a colon, or the given one if there is none.
    private int valueAt(byte[] in, int from) {
        for (int i = from; i < in.length; i++) {
            if (in[i] == ':') {
                return i + 1;
            }
        }
        return from;
    }

    private byte[] nested() {
        int depth = 1 << random.nextInt(13);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String close = open.equals("[") ? "]" : "}";
        String end = random.nextInt(4) == 0 ? "" : close.repeat(depth);
        return (open.repeat(depth) + "1" + end).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] oneOf(byte[][] texts) {
        return texts[random.nextInt(texts.length)];
    }

    private byte[] some(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    private static byte[] repeated(String text, int count) {
        return text.repeat(count).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spliced(byte[] in, int from, int to, byte[] replacement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + replacement.length);
        out.write(in, 0, from);
        out.writeBytes(replacement);
        out.write(in, to, in.length - to);
        return out.toByteArray();
    }
}
