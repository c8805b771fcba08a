// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.ArrayList;
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

    Response answer(SandboxRequest request, Settings settings) {
        Map<String, String> query = request.query();
        int limit = limit(query.get("limit"));
        if (limit < 1 || limit > MAX_LIMIT) {
            return Answers.badRequest("Invalid value '" + query.get("limit") + "' for 'limit': between 1 and " + MAX_LIMIT);
        }
        String position = query.getOrDefault("stream_position", "0");
        if ("now".equals(position)) {
            return Answers.json(200, render(List.of(), log.size(), settings));
        }
        long from = "0".equals(position) ? 0 : log.indexOf(position);
        if (from < 0) {
            return Answers.badRequest("Invalid stream position");
        }
        int wanted = Math.min(limit, settings.pageLimit);
        long start = Math.max(0, from - settings.overlap);
        List<EventSource> events = log.read(start, from + wanted);
        String user = Activity.User.all().map(Activity.User::id).filter(id -> id.equals(request.header("As-User"))).findFirst()
                .orElse(null);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Activity activity = user == null ? null : events.get(i).activity(start + i);
            if (activity == null || activity.user().id().equals(user)) {
                entries.add(new Entry(events.get(i), start + i));
            }
        }
        return Answers.json(200, render(entries, Math.max(from, start + events.size()), settings));
    }

    private static int limit(String text) {
        try {
            return text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static byte[] render(List<Entry> entries, long next, Settings settings) {
        List<Entry> all = new ArrayList<>(entries);
        if (settings.repeatWithinPage) {
            entries.stream().findFirst().ifPresent(all::add);
        }
        Utf8Text page = new Utf8Text(200 + all.size() * TYPICAL_EVENT_LENGTH);
        page.append("{\"chunk_size\":").append(all.size()).append(",\"entries\":[");
        for (int i = 0; i < all.size(); i++) {
            page.append(i == 0 ? "" : ",");
            all.get(i).source().appendTo(page, all.get(i).index());
        }
        String quote = settings.positionsAsText ? "\"" : "";
        page.append("],\"next_stream_position\":").append(quote).append(EventLog.positionAfter(next)).append(quote);
        return page.append("}").toBytes();
    }

    /** The event at an index of the log. */
    private record Entry(EventSource source, long index) {
    }
}
