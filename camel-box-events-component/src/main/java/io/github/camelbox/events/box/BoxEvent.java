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
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

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

    private static final long serialVersionUID = 1L;

    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {
    };

    private final byte[] json;
    private final String eventId;
    private final String eventType;
    private final String createdAt;
    private final String sessionId;
    private final User createdBy;
    // Where the source begins; -1 if there is none.
    private final int sourceStart;
    // Read when it is asked for first, since most of the time that an event takes goes into its path. Two threads may do so.
    private Item source;

    BoxEvent(byte[] json, String eventId, String eventType, String createdAt, String sessionId, User createdBy,
            int sourceStart) {
        this.json = json;
        this.eventId = eventId;
        this.eventType = eventType;
        this.createdAt = createdAt;
        this.sessionId = sessionId;
        this.createdBy = createdBy;
        this.sourceStart = sourceStart;
    }

    /** The user who caused the event. Every part may be null; Box uses the id {@code 2} for an unknown user. */
    public record User(String id, String login, String name) {
    }

    /**
     * What the event is about, in whichever of its shapes Box sent it: {@code type}, {@code id} and {@code name},
     * {@code item_type} and so on, or such as {@code folder_id} and {@code folder_name}. Every part but the path may be null.
     *
     * @param parent the folder that holds it
     * @param path   the folders from the root to that one; empty if Box did not send them, as on enterprise streams
     */
    public record Item(String type, String id, String name, Folder parent, List<Folder> path) {

        /** Whether one of these folders holds the item, at any depth; without a path, the parent alone says so. */
        public boolean liesIn(Set<String> folderIds) {
            return path.isEmpty() ? parent != null && parent.id() != null && folderIds.contains(parent.id())
                    : path.stream().map(Folder::id).anyMatch(folderIds::contains);
        }

        /** The path as text, such as {@code /All Files/Projects}; null if it is not known. */
        public String pathText() {
            StringBuilder text = new StringBuilder();
            for (Folder folder : path) {
                if (folder.name() == null) {
                    return null;
                }
                text.append('/').append(folder.name());
            }
            return path.isEmpty() ? null : text.toString();
        }
    }

    /** A folder. Both parts may be null. */
    public record Folder(String id, String name) {
    }

    /**
     * Reads one event from its JSON text.
     *
     * @param  json                     a JSON object
     * @return                          the event
     * @throws IllegalArgumentException if the text is not a JSON object
     */
    public static BoxEvent parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static BoxEvent parse(byte[] json) {
        try (JsonParser parser = Json.UNBOUNDED.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A Box event is a JSON object, but this is not one");
            }
            return EventReader.read(parser, json);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not the JSON of a Box event: " + e.getMessage(), e);
        }
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
        Item read = source;
        if (read == null && sourceStart >= 0) {
            read = SourceReader.read(json, sourceStart);
            source = read;
        }
        return read;
    }

    /** When Box wrote it down (RFC 3339, with an offset); null if absent. Read from the JSON at each call. */
    public String getRecordedAt() {
        return member("recorded_at").textValue();
    }

    /** As Box wrote it, which may be words such as {@code Unknown IP}; null if absent. Read from the JSON at each call. */
    public String getIpAddress() {
        return member("ip_address").textValue();
    }

    /** On whose behalf the event was caused; null if absent. Read from the JSON at each call. */
    public User getActionBy() {
        JsonNode user = member("action_by");
        return user.isObject() ? new User(id(user.path("id")), user.path("login").textValue(), user.path("name").textValue())
                : null;
    }

    private static String id(JsonNode node) {
        String id = node.isIntegralNumber() ? node.asText() : node.textValue();
        return id == null || id.isBlank() ? null : id;
    }

    /**
     * What the type of the event adds, an object or an array, also if Box sent it as a text of JSON; null if absent. Read from
     * the JSON at each call.
     */
    public JsonNode getAdditionalDetails() {
        JsonNode details = member("additional_details");
        try {
            JsonNode read = details.isTextual() ? Json.MAPPER.readTree(details.textValue()) : details;
            return read.isContainerNode() ? read : null;
        } catch (IOException e) {
            return null;
        }
    }

    private JsonNode member(String name) {
        try {
            return toJsonNode().path(name);
        } catch (UncheckedIOException e) {
            // Beyond what Jackson makes a tree of.
            return MissingNode.getInstance();
        }
    }

    /** The event's own JSON in UTF-8, as Box sent it: a copy. */
    public byte[] toBytes() {
        return json.clone();
    }

    /** The whole event as a tree of its own, made at each call. */
    public JsonNode toJsonNode() {
        try {
            // The text, not the bytes: of bytes that are not UTF-8 it has made U+FFFD; Jackson makes half a character or fails.
            return Json.MAPPER.readTree(toString());
        } catch (IOException e) {
            throw new UncheckedIOException("The JSON of a Box event cannot be read as a tree", e);
        }
    }

    /** The whole event as a map of its own, made at each call. */
    public Map<String, Object> toMap() {
        try {
            // The text, for the same reason.
            return Json.MAPPER.readValue(toString(), MAP);
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

    // Serialised as its JSON, whatever its fields are in this version.
    private Object writeReplace() {
        return new Serialized(json);
    }

    private record Serialized(byte[] json) implements Serializable {

        private Object readResolve() {
            return parse(json);
        }
    }

    /** The event's own JSON, every field that Box sent kept. Jackson writes the event as this JSON too. */
    @Override
    @JsonValue
    @JsonRawValue
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
