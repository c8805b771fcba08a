// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * A page of events, as {@code GET /events} returns it. Immutable.
 * <p>
 * Positions are opaque text, kept digit for digit: they may be numbers beyond what a double or a long holds.
 *
 * @param events       the events in Box's order; perhaps none
 * @param position     the position that was asked for
 * @param nextPosition the position after the page; the one asked for if Box gave no better
 * @see                <a href="https://developer.box.com/reference/get-events/">Box: List user and enterprise events</a>
 */
public record EventPage(List<BoxEvent> events, String position, String nextPosition) {

    // The size of a page is bounded already. Jackson's other limits would let one enormous event, which is only skipped over
    // here, keep the stream before its page for ever; what is left is one for what the parser keeps of each open bracket.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).maxNestingDepth(100_000).build())
            .build();
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
     *
     * @param  body        the body of the response, in UTF-8
     * @param  position    the position that was asked for
     * @throws IOException if it is not a page of events
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

    private static EventPage parseStrictly(byte[] body, String position) throws IOException {
        List<BoxEvent> events = null;
        String next = null;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("entries") && value == JsonToken.START_ARRAY) {
                    events = entries(parser, body);
                } else if (field.equals("next_stream_position")) {
                    next = position(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (events == null) {
            // Its position must not be believed either: it would move the stream past events that were never seen.
            throw new IOException("no array entries in it");
        }
        return new EventPage(events, position, nextPosition(next, position));
    }

    private static List<BoxEvent> entries(JsonParser parser, byte[] body) throws IOException {
        List<BoxEvent> events = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                events.add(BoxEvent.read(parser, body));
            } else {
                parser.skipChildren();
            }
        }
        return events;
    }

    private static String position(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_STRING -> parser.getText();
            case VALUE_NULL -> null;
            default -> throw new IOException("next_stream_position is neither a whole number nor a string");
        };
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
