// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.Converter;

/**
 * Converts a {@link BoxEvent} to the forms that other components take, each the event's own JSON; and a {@link BoxEventBatch},
 * each a JSON array.
 */
@Converter(generateLoader = true)
public final class BoxEventConverter {

    private BoxEventConverter() {
    }

    @Converter
    public static String toString(BoxEvent event) {
        return event.toString();
    }

    @Converter
    public static byte[] toBytes(BoxEvent event) {
        return event.toBytes();
    }

    @Converter
    public static InputStream toInputStream(BoxEvent event) {
        return new ByteArrayInputStream(event.toBytes());
    }

    @Converter
    public static JsonNode toJsonNode(BoxEvent event) {
        return event.toJsonNode();
    }

    @Converter
    public static Map<String, Object> toMap(BoxEvent event) {
        return event.toMap();
    }

    @Converter
    public static String toString(BoxEventBatch batch) {
        return batch.toString();
    }

    @Converter
    public static byte[] toBytes(BoxEventBatch batch) {
        return batch.toBytes();
    }

    @Converter
    public static InputStream toInputStream(BoxEventBatch batch) {
        return new ByteArrayInputStream(batch.toBytes());
    }

    @Converter
    public static JsonNode toJsonNode(BoxEventBatch batch) {
        return batch.toJsonNode();
    }
}
