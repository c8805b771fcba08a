/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

/** The bare loop that makes a Jackson tree of each event, page after page. */
final class TreeLoop extends LoopClient {

    @Override
    PageHandler handler(Arrivals arrivals) {
        return entity -> {
            try (JsonParser parser = MAPPER.getFactory().createParser(entity.getContent())) {
                return trees(parser, event -> arrivals.event(event.path("event_id").asText()));
            }
        };
    }

    /** Reads a page, a tree per event. */
    static Page trees(JsonParser parser, Consumer<JsonNode> sink) throws IOException {
        String next = null;
        int events = 0;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "next_stream_position" -> next = parser.getText();
                case "entries" -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        sink.accept(MAPPER.readTree(parser));
                        events++;
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return new Page(events, next);
    }
}
