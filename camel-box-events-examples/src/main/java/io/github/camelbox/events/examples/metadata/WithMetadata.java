// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Puts the metadata into the source of the event, as its field {@code metadata}; the body becomes JSON text. */
public class WithMetadata implements AggregationStrategy {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Exchange aggregate(Exchange event, Exchange response) {
        int status = response.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        try {
            JsonNode json = JSON.readTree(event.getMessage().getBody(BoxEvent.class).toString());
            if (status == 200) {
                ((ObjectNode) json.get("source")).set("metadata", JSON.readTree(response.getMessage().getBody(String.class)));
            }
            event.getMessage().setBody(json.toString());
            return event;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
