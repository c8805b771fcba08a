// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads an event as its tokens go by: no tree is made of it. */
final class EventReader {

    private EventReader() {
    }

    /**
     * Reads the event at which a parser stands: one pass that notes the fields and where the event begins and ends.
     *
     * @param  parser      a parser of {@code buffer}, standing at the event's opening brace; left at its closing brace
     * @param  buffer      what the parser reads, from its first byte on, in UTF-8
     * @return             the event, with a copy of its bytes, so that it does not keep the whole page in memory
     * @throws IOException if the JSON is broken, or not in UTF-8
     */
    static BoxEvent read(JsonParser parser, byte[] buffer) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (start < 0) {
            // Jackson took the buffer for UTF-16 or UTF-32, and then does not say where a token is.
            throw new IOException("not in UTF-8");
        }
        String eventId = null;
        String eventType = null;
        String createdAt = null;
        String sessionId = null;
        BoxEvent.User createdBy = null;
        int sourceStart = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "event_id" -> eventId = Fields.id(parser);
                case "event_type" -> eventType = Fields.text(parser);
                case "created_at" -> createdAt = Fields.text(parser);
                case "session_id" -> sessionId = Fields.text(parser);
                case "created_by" -> createdBy = user(parser);
                case "source" -> {
                    sourceStart = parser.currentToken() == JsonToken.START_OBJECT
                            ? (int) parser.currentTokenLocation().getByteOffset() - start : -1;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new BoxEvent(Arrays.copyOfRange(buffer, start, end), eventId, eventType, createdAt, sessionId, createdBy,
                sourceStart);
    }

    private static BoxEvent.User user(JsonParser parser) throws IOException {
        String[] user = Fields.members(parser, "login", "name");
        return user == null ? null : new BoxEvent.User(user[0], user[1], user[2]);
    }
}
