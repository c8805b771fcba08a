// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    private static final List<String> FIELDS = List.of("type", "id", "name", "item_type", "item_id", "item_name",
            "file_id", "file_name", "folder_id", "folder_name", "group_id", "group_name", "user_id", "user_name");
    private static final Map<String, Integer> INDEXES
            = IntStream.range(0, FIELDS.size()).boxed().collect(Collectors.toUnmodifiableMap(FIELDS::get, Function.identity()));

    private static final List<String> FOLDER_FIELDS = List.of("id", "name");

    private SourceReader() {
    }

    /** The source at which the parser stands; null if it is no object. */
    static Item read(JsonParser parser) throws IOException {
        if (!Fields.isObject(parser)) {
            return null;
        }
        String[] values = new String[FIELDS.size()];
        Folder parent = null;
        List<Folder> path = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            Integer index = INDEXES.get(field);
            parser.nextToken();
            if (index != null) {
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
        String[] folder = Fields.members(parser, FOLDER_FIELDS);
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
