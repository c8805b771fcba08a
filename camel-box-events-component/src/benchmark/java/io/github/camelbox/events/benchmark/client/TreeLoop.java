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
        return page(parser, at -> sink.accept(MAPPER.readTree(at)));
    }
}
