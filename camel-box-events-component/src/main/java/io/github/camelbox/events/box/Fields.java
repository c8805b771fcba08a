// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads the value at which a parser stands, if it is of the kind that is expected there; skips it and returns null if not. */
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
}
