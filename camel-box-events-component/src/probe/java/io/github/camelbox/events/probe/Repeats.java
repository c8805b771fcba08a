// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

/** The same event more than once: how many events, and how much time, lie between. */
final class Repeats {

    private static final int PAGES = 20;
    private static final int WINDOW = 10_000;

    private Repeats() {
    }

    static Finding inHistory(BoxCalls box) {
        Map<String, Integer> seen = new HashMap<>();
        String position = "0";
        int events = 0;
        int repeats = 0;
        int farthest = 0;
        for (int page = 0; page < PAGES; page++) {
            JsonNode json = box.events("limit=500&stream_position=" + position).json();
            for (JsonNode event : json.path("entries")) {
                Integer before = seen.put(event.path("event_id").asText(), events++);
                if (before != null) {
                    repeats++;
                    farthest = Math.max(farthest, events - 1 - before);
                }
            }
            String next = json.path("next_stream_position").asText(position);
            if (json.path("entries").isEmpty() || next.equals(position)) {
                break;
            }
            position = next;
        }
        return Finding.expected(farthest < WINDOW / 2,
                repeats + " repeats in " + events + " events" + (repeats == 0 ? "" : ", at most " + farthest + " events apart"),
                "duplicateWindow=" + 4 * farthest);
    }

    static Finding ofANewFile(BoxCalls box, Patience patience) throws InterruptedException {
        String start = box.events("stream_position=now").json().path("next_stream_position").asText();
        String url = BoxCalls.withPosition(box.realtimeServer().get("url").asText(), start);
        CompletableFuture<BoxCalls.Reply> poll = box.startPoll(url, false, patience.repeats());
        Thread.sleep(patience.abandon().toMillis());
        BoxCalls.Reply upload = box.upload("box-events-probe-" + System.currentTimeMillis() + ".txt");
        String id = upload.json().at("/entries/0/id").asText("");
        if (!upload.ok() || id.isEmpty()) {
            return Finding.of("not asked: the upload was rejected with " + upload.said());
        }
        try {
            return watch(box, patience, start, id, poll);
        } finally {
            // Its own failure must not hide what was found.
            BoxCalls.Reply deleted = box.delete(id);
            if (!deleted.ok()) {
                System.err.println("The file " + id + " could not be deleted: " + deleted.said());
            }
        }
    }

    private static Finding watch(BoxCalls box, Patience patience, String start, String fileId,
            CompletableFuture<BoxCalls.Reply> poll)
            throws InterruptedException {
        long begin = System.nanoTime();
        String position = start;
        long first = -1;
        long last = -1;
        int times = 0;
        while (System.nanoTime() - begin < patience.repeats().toNanos()) {
            JsonNode page = box.events("limit=500&stream_position=" + position).json();
            long now = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            for (JsonNode event : page.path("entries")) {
                if (fileId.equals(event.at("/source/id").asText()) && "ITEM_UPLOAD".equals(event.path("event_type").asText())) {
                    first = first < 0 ? now : first;
                    last = now;
                    times++;
                }
            }
            position = page.path("next_stream_position").asText(position);
            Thread.sleep(Math.min(2000, patience.repeats().toMillis() / 10));
        }
        BoxCalls.Reply woken = poll.join();
        String wake = "the poll: " + woken.said();
        if (first < 0) {
            return new Finding(wake + "; the event was not seen within " + patience.repeats().toSeconds() + " s",
                    "no option is for that: please report it");
        }
        return Finding.expected("new_change".equals(woken.json().path("message").asText()),
                wake + "; the event came after " + first + " ms, " + times + " times, the last one " + (last - first)
                        + " ms later",
                "longPollTimeout=60s: the poll does not tell of new events");
    }
}
