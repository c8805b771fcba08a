// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One Box event: the body of the Exchanges that the component makes.
 * <p>
 * Holds the event's own JSON, byte for byte as Box sent it, and the fields that nearly every route asks for. Box's list
 * of event types is not exhaustive and its sources come in several shapes, so every getter may return null, and a field
 * of an unexpected kind reads as null instead of failing. What has no getter is in {@link #toJsonNode()}.
 * <p>
 * Immutable, safe for use by any thread.
 *
 * @see <a href="https://developer.box.com/reference/resources/event/">Box: Event</a>
 */
public final class BoxEvent implements Serializable {

    private static final long serialVersionUID = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory JSON = MAPPER.getFactory();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {
    };
    private static final List<String> USER_FIELDS = List.of("id", "login", "name");
    private static final List<String> ITEM_FIELDS = List.of("type", "id", "name", "item_type", "item_id", "item_name");

    private final byte[] json;
    private final String eventId;
    private final String eventType;
    private final String createdAt;
    private final String sessionId;
    private final User createdBy;
    private final Item source;

    private BoxEvent(byte[] json, String eventId, String eventType, String createdAt, String sessionId, User createdBy,
            Item source) {
        this.json = json;
        this.eventId = eventId;
        this.eventType = eventType;
        this.createdAt = createdAt;
        this.sessionId = sessionId;
        this.createdBy = createdBy;
        this.source = source;
    }

    /** The user who caused the event. Every part may be null; Box uses the id {@code 2} for an unknown user. */
    public record User(String id, String login, String name) implements Serializable {
    }

    /**
     * What the event is about. Every part may be null. Read from {@code type}, {@code id}, {@code name} or, where those are
     * absent as in enterprise events, from {@code item_type}, {@code item_id}, {@code item_name}.
     */
    public record Item(String type, String id, String name) implements Serializable {
    }

    /**
     * Reads one event from its JSON text.
     *
     * @param  json                     a JSON object
     * @return                          the event
     * @throws IllegalArgumentException if the text is not a JSON object
     */
    public static BoxEvent parse(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A Box event is a JSON object, but this is not one");
            }
            return read(parser, bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not the JSON of a Box event: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the event at which a parser stands: one pass that notes the fields and where the event begins and ends.
     *
     * @param  parser      a parser of {@code buffer}, standing at the event's opening brace; left at its closing brace
     * @param  buffer      what the parser reads, from its first byte on, in UTF-8
     * @return             the event, with a copy of its bytes, so that it does not keep the whole page in memory
     * @throws IOException if the JSON is broken, or not in UTF-8
     */
    public static BoxEvent read(JsonParser parser, byte[] buffer) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (start < 0) {
            // Jackson took the buffer for UTF-16 or UTF-32, and then does not say where a token is.
            throw new IOException("not in UTF-8");
        }
        String eventId = null;
        String eventType = null;
        String createdAt = null;
        String sessionId = null;
        User createdBy = null;
        Item source = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "event_id" -> eventId = identifier(parser);
                case "event_type" -> eventType = scalar(parser);
                case "created_at" -> createdAt = scalar(parser);
                case "session_id" -> sessionId = scalar(parser);
                case "created_by" -> createdBy = user(parser);
                case "source" -> source = item(parser);
                default -> parser.skipChildren();
            }
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new BoxEvent(Arrays.copyOfRange(buffer, start, end), eventId, eventType, createdAt, sessionId, createdBy,
                source);
    }

    private static User user(JsonParser parser) throws IOException {
        String[] user = scalars(parser, USER_FIELDS);
        return user == null ? null : new User(user[0], user[1], user[2]);
    }

    private static Item item(JsonParser parser) throws IOException {
        String[] item = scalars(parser, ITEM_FIELDS);
        return item == null ? null : new Item(either(item[0], item[3]), either(item[1], item[4]), either(item[2], item[5]));
    }

    private static String either(String first, String second) {
        return first != null ? first : second;
    }

    // The fields of an object in the order of their names; null if the value is no object.
    private static String[] scalars(JsonParser parser, List<String> names) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        String[] values = new String[names.size()];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int index = names.indexOf(parser.currentName());
            parser.nextToken();
            if (index >= 0) {
                values[index] = scalar(parser);
            } else {
                parser.skipChildren();
            }
        }
        return values;
    }

    // An id without content is no id: events that share it are not repeats of each other.
    private static String identifier(JsonParser parser) throws IOException {
        boolean hasContent = parser.currentToken() == JsonToken.VALUE_STRING || parser.currentToken().isNumeric();
        String id = scalar(parser);
        return !hasContent || id.isBlank() ? null : id;
    }

    private static String scalar(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isScalarValue()) {
            return token == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** Box's id of the event, by which repeats are recognised; null if it has none. */
    public String getEventId() {
        return eventId;
    }

    /** Such as {@code ITEM_UPLOAD} on user streams or {@code UPLOAD} on enterprise streams; null if absent. */
    public String getEventType() {
        return eventType;
    }

    /** When it happened, as Box wrote it (RFC 3339, with an offset); null if absent. */
    public String getCreatedAt() {
        return createdAt;
    }

    /** {@link #getCreatedAt()} as a time; null if absent or not a time. */
    public OffsetDateTime getCreatedTime() {
        try {
            return createdAt == null ? null : Rfc3339.parse(createdAt);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The session of the user who caused the event; null if absent, as often. */
    public String getSessionId() {
        return sessionId;
    }

    /** Who caused the event; null if absent. */
    public User getCreatedBy() {
        return createdBy;
    }

    /** What the event is about; null if absent, as for events that are about no item. */
    public Item getSource() {
        return source;
    }

    /** The event's own JSON in UTF-8, as Box sent it: a copy. */
    public byte[] toBytes() {
        return json.clone();
    }

    /** The whole event as a tree of its own, made at each call. */
    public JsonNode toJsonNode() {
        try {
            // The text, not the bytes: of bytes that are not UTF-8 it has made U+FFFD; Jackson makes half a character or fails.
            return MAPPER.readTree(toString());
        } catch (IOException e) {
            throw new UncheckedIOException("The JSON of a Box event cannot be read as a tree", e);
        }
    }

    /** The whole event as a map of its own, made at each call. */
    public Map<String, Object> toMap() {
        try {
            // The text, for the same reason.
            return MAPPER.readValue(toString(), MAP);
        } catch (IOException e) {
            throw new UncheckedIOException("The JSON of a Box event cannot be read as a map", e);
        }
    }

    /** Events are equal if their JSON is, byte for byte. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BoxEvent event && Arrays.equals(json, event.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    /** The event's own JSON, every field that Box sent kept. Jackson writes the event as this JSON too. */
    @Override
    @JsonValue
    @JsonRawValue
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
