// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The wanted, new events of one page, in Box's order: the body of an Exchange if the option {@code batching} is on.
 * <p>
 * A list that cannot be changed, safe for use by any thread. Its JSON is the array of its events, each byte for byte as Box
 * sent it.
 */
public final class BoxEventBatch extends AbstractList<BoxEvent> implements RandomAccess, Serializable {

    private static final long serialVersionUID = 1;

    // Serializable, as List.copyOf makes it.
    private final List<BoxEvent> events;

    /** A batch of these events; the component makes none without events. */
    public BoxEventBatch(List<BoxEvent> events) {
        this.events = List.copyOf(events);
    }

    @Override
    public BoxEvent get(int index) {
        return events.get(index);
    }

    @Override
    public int size() {
        return events.size();
    }

    /** A JSON array in UTF-8. */
    public byte[] toBytes() {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        for (BoxEvent event : events) {
            if (array.size() > 1) {
                array.write(',');
            }
            array.writeBytes(event.toBytes());
        }
        array.write(']');
        return array.toByteArray();
    }

    /** A JSON array as a tree of its own, made at each call. */
    public ArrayNode toJsonNode() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(size());
        events.forEach(event -> array.add(event.toJsonNode()));
        return array;
    }

    /** Newline-delimited JSON: a line for each event, the last one ended too. */
    public String toJsonLines() {
        StringBuilder lines = new StringBuilder();
        // A line break in JSON is white space between its tokens: within a text it is escaped.
        events.forEach(event -> lines.append(event.toString().replace('\n', ' ').replace('\r', ' ')).append('\n'));
        return lines.toString();
    }

    /** A JSON array. */
    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }
}
