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
        if (limit < 1) {
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
        // Box's older Java SDK asks for 800, so Box does not reject more than it serves.
        int wanted = Math.min(Math.min(limit, MAX_LIMIT), settings.pageLimit);
        long start = Math.max(0, from - settings.overlap);
        List<EventSource> events = log.read(start, from + wanted);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Entry entry = new Entry(events.get(i), start + i, isEnterprise(request));
            if (isWanted(entry, request)) {
                entries.add(entry);
            }
        }
        return Answers.json(200, render(entries, Math.max(from, start + events.size()), settings));
    }

    private static boolean isEnterprise(SandboxRequest request) {
        return request.query().getOrDefault("stream_type", "all").startsWith("admin_logs");
    }

    /** With As-User one of the users: what that user did. Box filters by event type on enterprise streams only. */
    private static boolean isWanted(Entry entry, SandboxRequest request) {
        String user = request.header("As-User");
        String types = entry.enterprise() ? request.query("event_type") : null;
        Activity activity = user == null && types == null ? null : entry.source().activity(entry.index());
        return activity == null
                || (user == null || activity.user().id().equals(user)
                        || Activity.User.all().noneMatch(u -> u.id().equals(user)))
                        && (types == null || List.of(types.split(",")).contains(EventRenderer.enterpriseType(activity)));
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
            all.get(i).appendTo(page);
        }
        String quote = settings.positionsAsText ? "\"" : "";
        page.append("],\"next_stream_position\":").append(quote).append(EventLog.positionAfter(next)).append(quote);
        return page.append("}").toBytes();
    }

    /** The event at an index of the log. */
    private record Entry(EventSource source, long index, boolean enterprise) {

        void appendTo(Utf8Text out) {
            Activity activity = enterprise ? source.activity(index) : null;
            if (activity == null) {
                source.appendTo(out, index);
            } else {
                EventRenderer.appendEnterprise(out, index, activity);
            }
        }
    }
}
