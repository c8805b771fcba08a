// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.http.Response;

/** Answers {@code GET /2.0/events}. Thread-safe. */
final class EventPages {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int TYPICAL_EVENT_LENGTH = 2048;

    private final EventLog log;

    EventPages(EventLog log) {
        this.log = log;
    }

    Response answer(Map<String, String> query, Settings settings) {
        int limit = limit(query.get("limit"));
        if (limit < 1 || limit > MAX_LIMIT) {
            return Answers.badRequest("Invalid value '" + query.get("limit") + "' for 'limit': between 1 and " + MAX_LIMIT);
        }
        String position = query.getOrDefault("stream_position", "0");
        if ("now".equals(position)) {
            return Answers.json(200, render(List.of(), 0, log.size(), settings));
        }
        long from = "0".equals(position) ? 0 : log.indexOf(position);
        if (from < 0) {
            return Answers.badRequest("Invalid stream position");
        }
        int wanted = Math.min(limit, settings.pageLimit);
        long start = Math.max(0, from - settings.overlap);
        List<EventSource> events = log.read(start, from + wanted);
        return Answers.json(200, render(events, start, Math.max(from, start + events.size()), settings));
    }

    private static int limit(String text) {
        try {
            return text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static byte[] render(List<EventSource> events, long firstIndex, long next, Settings settings) {
        boolean repeat = settings.repeatWithinPage && !events.isEmpty();
        Utf8Text page = new Utf8Text(200 + events.size() * TYPICAL_EVENT_LENGTH);
        page.append("{\"chunk_size\":").append(events.size() + (repeat ? 1 : 0)).append(",\"entries\":[");
        for (int i = 0; i < events.size(); i++) {
            page.append(i == 0 ? "" : ",");
            events.get(i).appendTo(page, firstIndex + i);
        }
        if (repeat) {
            page.append(",");
            events.get(0).appendTo(page, firstIndex);
        }
        String quote = settings.positionsAsText ? "\"" : "";
        page.append("],\"next_stream_position\":").append(quote).append(EventLog.positionAfter(next)).append(quote);
        return page.append("}").toBytes();
    }
}
