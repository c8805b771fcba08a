// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a bare loop does with a page. */
@FunctionalInterface
interface PageReader {

    ObjectMapper MAPPER = new ObjectMapper();
    int LARGEST_PAGE = 2 << 20;

    /** Reads the page to its end. */
    Page read(InputStream page) throws IOException;

    /**
     * What the loop needs to know of a page.
     *
     * @param events how many there were
     * @param next   the position after it
     */
    record Page(int events, String next) {
    }

    /** Makes a Jackson tree of each event. */
    static PageReader trees(Arrivals arrivals) {
        return trees(id(arrivals));
    }

    static PageReader trees(Consumer<JsonNode> sink) {
        return page -> events(MAPPER.getFactory().createParser(page), event -> sink.accept(MAPPER.readTree(event)));
    }

    private static Consumer<JsonNode> id(Arrivals arrivals) {
        return event -> arrivals.event(event.path("event_id").asText());
    }

    /** Makes a tree of each event, on another thread: one page is read while another waits and the next is fetched. */
    static PageReader treesWithPrefetch(Arrivals arrivals) {
        byte[][] buffers = new byte[3][LARGEST_PAGE];
        Future<?>[] read = new Future<?>[buffers.length];
        int[] pages = { 0 };
        Consumer<JsonNode> sink = id(arrivals);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        return in -> {
            int i = pages[0]++ % buffers.length;
            try {
                if (read[i] != null) {
                    read[i].get();
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new IOException(e);
            }
            int length = in.readNBytes(buffers[i], 0, LARGEST_PAGE);
            read[i] = reader.submit(() -> events(MAPPER.getFactory().createParser(buffers[i], 0, length),
                    event -> sink.accept(MAPPER.readTree(event))));
            return ends(buffers[i], length);
        };
    }

    /** Reads the tokens, and keeps nothing but the ids of the events. */
    static PageReader tokens(Arrivals arrivals) {
        return page -> events(MAPPER.getFactory().createParser(page), event -> arrivals.event(id(event)));
    }

    /** Reads the bytes, and looks only at the first and the last of a page. */
    static PageReader bytes(Arrivals arrivals) {
        byte[] buffer = new byte[LARGEST_PAGE];
        return in -> {
            Page page = ends(buffer, in.readNBytes(buffer, 0, buffer.length));
            arrivals.events(page.events());
            return page;
        };
    }

    /** Number of events and next position from the ends of a page. */
    static Page ends(byte[] page, int length) {
        String head = new String(page, 0, Math.min(length, 64), StandardCharsets.US_ASCII);
        String tail = new String(page, Math.max(0, length - 64), Math.min(length, 64), StandardCharsets.US_ASCII);
        return new Page(Integer.parseInt(head.substring(head.indexOf(':') + 1, head.indexOf(','))),
                tail.substring(tail.lastIndexOf(':') + 1, tail.lastIndexOf('}')));
    }

    /** Reads the event at whose first token the parser is. */
    interface EventReader {
        void read(JsonParser parser) throws IOException;
    }

    private static Page events(JsonParser parser, EventReader reader) throws IOException {
        try (parser) {
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
                            reader.read(parser);
                            events++;
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            return new Page(events, next);
        }
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
