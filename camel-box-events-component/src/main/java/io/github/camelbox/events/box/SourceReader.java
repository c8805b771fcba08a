// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelbox.events.box.BoxEvent.Folder;
import io.github.camelbox.events.box.BoxEvent.Item;

/**
 * Reads what an event is about. Box's sources come in three shapes: {@code type}, {@code id}, {@code name}; as in enterprise
 * events, {@code item_type}, {@code item_id}, {@code item_name}; and without a type, such as {@code file_id},
 * {@code file_name}.
 */
final class SourceReader {

    // Of two together, such as a folder and the user who was invited to it, the first is what the event is about.
    private static final List<String> KINDS = List.of("file", "folder", "group", "user");
    private static final int FIRST_KIND = 6;
    private static final int FIELDS = FIRST_KIND + 8;

    private SourceReader() {
    }

    /** The source that begins at an index of an event's JSON, an object that has been read over before. */
    static Item read(byte[] json, int start) {
        try (JsonParser parser = Json.UNBOUNDED.createParser(json, start, json.length - start)) {
            parser.nextToken();
            return read(parser);
        } catch (IOException e) {
            // What was read over can be read; if not, it counts as absent.
            return null;
        }
    }

    private static Item read(JsonParser parser) throws IOException {
        String[] values = new String[FIELDS];
        Folder parent = null;
        List<Folder> path = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            int index = index(field);
            parser.nextToken();
            if (index >= 0) {
                values[index] = field.endsWith("id") ? Fields.id(parser) : Fields.text(parser);
            } else if (field.equals("parent")) {
                parent = folder(parser);
            } else if (field.equals("path_collection")) {
                path = path(parser);
            } else {
                parser.skipChildren();
            }
        }
        return item(values, parent, path);
    }

    private static int index(String field) {
        return switch (field) {
            case "type" -> 0;
            case "id" -> 1;
            case "name" -> 2;
            case "item_type" -> 3;
            case "item_id" -> 4;
            case "item_name" -> 5;
            case "file_id" -> FIRST_KIND;
            case "file_name" -> FIRST_KIND + 1;
            case "folder_id" -> FIRST_KIND + 2;
            case "folder_name" -> FIRST_KIND + 3;
            case "group_id" -> FIRST_KIND + 4;
            case "group_name" -> FIRST_KIND + 5;
            case "user_id" -> FIRST_KIND + 6;
            case "user_name" -> FIRST_KIND + 7;
            default -> -1;
        };
    }

    private static Item item(String[] values, Folder parent, List<Folder> path) {
        String id = either(values[1], values[4]);
        for (int kind = 0; id == null && kind < KINDS.size(); kind++) {
            int field = FIRST_KIND + 2 * kind;
            if (values[field] != null) {
                return new Item(KINDS.get(kind), values[field], values[field + 1], parent, path);
            }
        }
        return new Item(either(values[0], values[3]), id, either(values[2], values[5]), parent, path);
    }

    private static String either(String first, String second) {
        return first != null ? first : second;
    }

    private static Folder folder(JsonParser parser) throws IOException {
        String[] folder = Fields.members(parser, "name", null);
        return folder == null ? null : new Folder(folder[0], folder[1]);
    }

    private static List<Folder> path(JsonParser parser) throws IOException {
        List<Folder> path = List.of();
        if (Fields.isObject(parser)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean entries = parser.currentName().equals("entries");
                parser.nextToken();
                if (entries && parser.currentToken() == JsonToken.START_ARRAY) {
                    path = folders(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return path;
    }

    // All of them or none: with a gap, a path would be another one.
    private static List<Folder> folders(JsonParser parser) throws IOException {
        List<Folder> folders = new ArrayList<>(4);
        boolean whole = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Folder folder = folder(parser);
            whole = whole && folder != null && folder.id() != null;
            folders.add(folder);
        }
        return whole ? List.copyOf(folders) : List.of();
    }
}
