// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

/**
 * A page of events, as {@code GET /events} returns it. Immutable.
 * <p>
 * Positions are opaque text, kept digit for digit: they may be numbers beyond what a double or a long holds.
 *
 * @param position     the position that was asked for
 * @param nextPosition the position after the page; the one asked for if Box gave no better
 * @see                <a href="https://developer.box.com/reference/get-events/">Box: List user and enterprise events</a>
 */
public record EventPage(List<BoxEvent> events, String position, String nextPosition) {

    // Where Box has it, and nothing follows but the end of the page.
    private static final Pattern POSITION_AT_END = Pattern.compile("\"next_stream_position\"\\s*:\\s*\"?(\\d+)\"?\\s*}\\s*$");
    private static final int END = 128;

    public EventPage {
        events = List.copyOf(events);
    }

    /** Whether the page leads to another position than the one asked for. */
    public boolean isMoved() {
        return !nextPosition.equals(position);
    }

    /**
     * Reads the response as a stream of tokens, one event after the other. An odd event harms no other: what is not an
     * object is left out, and bytes that are not UTF-8 become the replacement character U+FFFD.
     */
    public static EventPage parse(byte[] body, String position) throws IOException {
        try {
            return parseStrictly(body, position);
        } catch (JsonProcessingException e) {
            byte[] repaired = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            if (Arrays.equals(repaired, body)) {
                throw e;
            }
            return parseStrictly(repaired, position);
        }
    }

    /** The position after the page, if the end of the response has one and it is another than the one asked for. */
    static Optional<String> positionAtEnd(byte[] body, String position) {
        int start = Math.max(0, body.length - END);
        Matcher end = POSITION_AT_END.matcher(new String(body, start, body.length - start, StandardCharsets.ISO_8859_1));
        try {
            return end.find() ? Optional.of(nextPosition(end.group(1), position)).filter(next -> !next.equals(position))
                    : Optional.empty();
        } catch (IOException e) {
            // Whoever reads the page will say so.
            return Optional.empty();
        }
    }

    private static EventPage parseStrictly(byte[] body, String position) throws IOException {
        List<BoxEvent> events = new ArrayList<>();
        boolean hasEntries = false;
        String next = null;
        try (JsonParser parser = Json.UNBOUNDED.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("entries") && value == JsonToken.START_ARRAY) {
                    hasEntries = true;
                    readEntries(parser, body, events);
                } else if (field.equals("next_stream_position")) {
                    next = position(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (!hasEntries) {
            // Its position must not be believed either: it would move the stream past events that were never seen.
            throw new IOException("no array entries in it");
        }
        return new EventPage(events, position, nextPosition(next, position));
    }

    private static void readEntries(JsonParser parser, byte[] body, List<BoxEvent> events) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                events.add(EventReader.read(parser, body));
            } else {
                parser.skipChildren();
            }
        }
    }

    private static String position(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_FLOAT -> wholeNumber(parser.getText());
            case VALUE_NULL -> null;
            default -> throw noPosition();
        };
    }

    // A gateway may have written a whole number as 12.0 or 5.6E14. Its digits are counted before they are made.
    private static String wholeNumber(String text) throws IOException {
        try {
            BigDecimal number = text.length() > StreamPositions.LONGEST ? null : new BigDecimal(text).stripTrailingZeros();
            if (number != null && number.scale() <= 0
                    && number.precision() - (long) number.scale() <= StreamPositions.LONGEST) {
                return number.toBigInteger().toString();
            }
        } catch (NumberFormatException e) {
            // NaN, or an exponent beyond all bounds.
        }
        throw noPosition();
    }

    private static IOException noPosition() {
        return new IOException("next_stream_position is neither a whole number nor a string");
    }

    // Box has returned null and 0 on empty pages: neither may send the stream back, or forward to "now".
    private static String nextPosition(String next, String position) throws IOException {
        boolean usable = next != null && !next.isBlank() && !next.equals(StreamPositions.NOW)
                && (!next.equals(StreamPositions.EARLIEST) || position.equals(StreamPositions.NOW));
        if (!usable && position.equals(StreamPositions.NOW)) {
            throw new IOException("no next_stream_position in it");
        }
        if (usable && !StreamPositions.isUsable(next)) {
            throw new IOException("next_stream_position is not a text that can be asked for");
        }
        return usable ? next : position;
    }
}
