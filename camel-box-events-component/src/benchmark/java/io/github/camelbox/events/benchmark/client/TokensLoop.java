// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** The bare loop that reads the tokens of each page and keeps nothing but the events' ids. */
final class TokensLoop extends LoopClient {

    @Override
    PageHandler handler(Arrivals arrivals) {
        return entity -> {
            try (JsonParser parser = MAPPER.getFactory().createParser(entity.getContent())) {
                return page(parser, at -> arrivals.event(id(at)));
            }
        };
    }

    private static String id(JsonParser parser) throws IOException {
        String id = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isId = id == null && "event_id".equals(parser.currentName());
            parser.nextToken();
            if (isId) {
                id = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return id;
    }
}
