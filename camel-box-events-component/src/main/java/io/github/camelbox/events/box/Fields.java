// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Reads the value at which a parser stands if it is of the kind that is expected there; else skips it, and it counts as absent.
 */
final class Fields {

    private Fields() {
    }

    static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** An id may be a whole number. One that is blank, or a number that may have lost digits, is none: it is no one's own. */
    static String id(JsonParser parser) throws IOException {
        String id = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getText() : text(parser);
        return id == null || id.isBlank() ? null : id;
    }

    static boolean isObject(JsonParser parser) throws IOException {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        if (!object) {
            parser.skipChildren();
        }
        return object;
    }

    /** The {@code id} of an object, and two texts; null if the value is no object. */
    static String[] members(JsonParser parser, String first, String second) throws IOException {
        if (!isObject(parser)) {
            return null;
        }
        String[] values = new String[3];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("id")) {
                values[0] = id(parser);
            } else if (name.equals(first)) {
                values[1] = text(parser);
            } else if (name.equals(second)) {
                values[2] = text(parser);
            } else {
                parser.skipChildren();
            }
        }
        return values;
    }
}
