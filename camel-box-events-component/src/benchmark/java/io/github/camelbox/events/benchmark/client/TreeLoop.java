// SPDX-License-Identifier: Apache-2.0
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
