// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes pages of events of 1.5 to 2.3 KB to one connection. Five hundred events were serialised beforehand; the event of
 * number {@code i} is the one of number {@code i % 500} with an id of its own. So an account of any length needs no memory, and
 * a page takes a few digits for each event, and the sending.
 */
final class PageWriter {

    /** Box's largest page. */
    static final int LARGEST = 500;

    // How often the account was reset and the number of the event, in hexadecimal, take the place of the zeros at both ends.
    private static final String ID = "00000000-0000-4000-8000-000000000000";
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String[] TYPES = {
            "ITEM_UPLOAD", "ITEM_PREVIEW", "ITEM_DOWNLOAD", "ITEM_RENAME", "ITEM_MOVE", "ITEM_SHARED_CREATE",
            "COMMENT_CREATE" };
    private static final String[] PEOPLE = {
            "Ada Reyes", "Zoë Müller", "Kwame Mensah", "Ingrid Olsen", "Ravi Iyer", "陈晓明", "Łukasz Żak" };
    private static final String[] FOLDERS = {
            "Contracts", "Invoices", "Minutes", "Research & Development", "Ventes été", "Archive \\\"old\\\"", "2026" };
    private static final String FOLDER
            = "{\"type\":\"folder\",\"id\":\"%d\",\"sequence_id\":\"1\",\"etag\":\"1\",\"name\":\"%s\"}";
    private static final String USER = "{\"type\":\"user\",\"id\":\"%d\",\"name\":\"%s\",\"login\":\"user%d@example.com\"}";
    // 1: id, 2: number, 3: type, 4: folders, 5: how many, 6: user, 7: description
    private static final String EVENT = """
            {"type":"event","event_id":"%1$s","created_by":%6$s,"created_at":"2026-11-05T10:53:44-08:00",
            "recorded_at":"2026-11-05T10:53:46-08:00","event_type":"%3$s","session_id":"70090280850c8d2a1933c1",
            "source":{"type":"file","id":"11600%2$05d","file_version":{"type":"file_version","id":"1200%2$05d",
            "sha1":"134b65991ed521fcfe4724b7d814ab8ded5185dc"},"sequence_id":"3","etag":"3",
            "sha1":"134b65991ed521fcfe4724b7d814ab8ded5185dc","name":"Report %2$d.docx","description":"%7$s","size":1%2$04d,
            "path_collection":{"total_count":%5$d,"entries":[%4$s]},"created_at":"2026-10-12T10:53:43-08:00",
            "modified_at":"2026-11-05T10:53:43-08:00","trashed_at":null,"purged_at":null,
            "content_created_at":"2026-10-12T10:53:43-08:00","content_modified_at":"2026-11-05T10:53:43-08:00",
            "created_by":%6$s,"modified_by":%6$s,"owned_by":%6$s,"shared_link":null,
            "parent":{"type":"folder","id":"160700000","sequence_id":"1","etag":"1","name":"Contracts"},"item_status":"active",
            "synced":false},"additional_details":{"size":1%2$04d,"service_id":"8519","service_name":"Box Web",
            "version_id":"1200%2$05d"}},""".replace("\n", "");

    private static final int ID_OFFSET = EVENT.indexOf("%1$s");
    // Where each event begins; all of them twice, so that every page is one piece.
    private static final int[] STARTS = new int[2 * LARGEST + 1];
    private static final byte[] EVENTS;

    static {
        Random random = new Random(1);
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (int i = 0; i < LARGEST; i++) {
            events.writeBytes(event(i, random).getBytes(StandardCharsets.UTF_8));
            STARTS[i + 1] = events.size();
        }
        events.writeBytes(events.toByteArray());
        EVENTS = events.toByteArray();
        for (int i = 1; i <= LARGEST; i++) {
            STARTS[LARGEST + i] = STARTS[LARGEST] + STARTS[i];
        }
    }

    private byte[] events;

    private static String event(int i, Random random) {
        int depth = 1 + random.nextInt(8);
        StringBuilder folders = new StringBuilder(FOLDER.formatted(0, "All Files"));
        for (int j = 1; j < depth; j++) {
            String name = FOLDERS[random.nextInt(FOLDERS.length)];
            folders.append(',').append(FOLDER.formatted(160700000 + random.nextInt(90000), name));
        }
        String user = USER.formatted(11446498 + i % 97, PEOPLE[i % PEOPLE.length], i % 97);
        String words = "Quarterly figures, second draft, to be signed by both parties before the end of the month.";
        return EVENT.formatted(ID, i, TYPES[i % TYPES.length], folders, depth, user,
                words.substring(random.nextInt(words.length())));
    }

    /**
     * Writes a page as an HTTP response.
     *
     * @param from the number of the first event
     * @param to   the number after that of the last event, at most {@link #LARGEST} further
     */
    void write(OutputStream out, int epoch, long from, long to) throws IOException {
        if (events == null && from < to) {
            // Not in the constructor: thousands of connections never see an event.
            events = EVENTS.clone();
        }
        int first = (int) (from % LARGEST);
        int count = (int) (to - from);
        for (int i = 0; i < count; i++) {
            int id = STARTS[first + i] + ID_OFFSET;
            hex(epoch, id, 8);
            hex(from + i, id + ID.length() - 12, 12);
        }
        // Without the comma after the last.
        int length = Math.max(0, STARTS[first + count] - STARTS[first] - 1);
        String head = "{\"chunk_size\":" + count + ",\"entries\":[";
        String tail = "],\"next_stream_position\":" + Account.position(to) + "}";
        String header = BenchmarkServer.header(head.length() + length + tail.length());
        out.write((header + head).getBytes(StandardCharsets.US_ASCII));
        if (count > 0) {
            out.write(events, STARTS[first], length);
        }
        out.write(tail.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void hex(long number, int at, int digits) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            events[i] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }
}
