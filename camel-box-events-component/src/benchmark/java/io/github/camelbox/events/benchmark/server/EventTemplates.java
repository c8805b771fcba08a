// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Five hundred events of 1.5 to 2.3 KB, serialised once, one after the other, each with a comma behind. Event number {@code i}
 * of a log is the template {@code i % 500} with an id of its own, so a log of any length costs no memory, and a page costs a
 * few digits per event and the sending.
 */
final class EventTemplates {

    static final int COUNT = 500;
    /** The id of an event: {@code eeeeeeee-0000-4000-8000-iiiiiiiiiiii}, its log's epoch and its number in hexadecimal. */
    static final String ID = "00000000-0000-4000-8000-000000000000";

    private static final int SMALLEST = 1480;
    private static final int LARGEST = 2330;
    private static final String[] TYPES = {
        "ITEM_UPLOAD", "ITEM_PREVIEW", "ITEM_DOWNLOAD", "ITEM_RENAME", "ITEM_MOVE", "ITEM_SHARED_CREATE", "COMMENT_CREATE"};
    private static final String[] PEOPLE = {
        "Ada Reyes", "Zoë Müller", "Kwame Mensah", "Ingrid Olsen", "Ravi Iyer", "陈晓明", "Łukasz Żak"};
    private static final String[] FOLDERS = {
        "Contracts", "Invoices", "Minutes", "Research & Development", "Ventes été", "Archive \\\"old\\\"", "2026"};

    private final byte[] text;
    /** Where each template begins; one more for the end of the last. */
    private final int[] starts = new int[COUNT + 1];
    private final int[] ids = new int[COUNT];

    EventTemplates() {
        Random random = new Random(1);
        StringBuilder all = new StringBuilder();
        int length = 0;
        for (int i = 0; i < COUNT; i++) {
            starts[i] = length;
            String event = event(i, random, SMALLEST + random.nextInt(LARGEST - SMALLEST));
            ids[i] = length + event.indexOf(ID);
            all.append(event).append(',');
            length += length(event) + 1;
        }
        starts[COUNT] = length;
        text = all.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A copy of them all, to write ids into. */
    byte[] copy() {
        return text.clone();
    }

    /** Where the template begins. */
    int start(int template) {
        return starts[template];
    }

    /** Where the id of the template is. The text before it is ASCII. */
    int id(int template) {
        return ids[template];
    }

    /** An event with as many folders in its path as fit into that size, and a description for the rest. */
    private static String event(int i, Random random, int size) {
        String path = folder("0", "All Files");
        int depth = 1;
        String folder = path;
        while (length(event(i, path + "," + folder, depth + 1, "")) + folder.length() < size) {
            folder = folder(String.valueOf(160700000L + random.nextInt(90000)), FOLDERS[random.nextInt(FOLDERS.length)]);
            path += "," + folder;
            depth++;
        }
        String words = "Quarterly figures, second draft, to be signed by both parties before the end of the month, please. ";
        int missing = Math.max(0, size - length(event(i, path, depth, "")));
        return event(i, path, depth, words.repeat(missing / words.length() + 1).substring(0, missing));
    }

    private static String event(int i, String path, int depth, String description) {
        String author = user(i);
        String day = "2026-11-0" + (1 + i % 9) + "T10:53:4";
        return "{\"type\":\"event\",\"event_id\":\"" + ID + "\",\"created_by\":" + author + ",\"created_at\":\"" + day
               + "4-08:00\",\"recorded_at\":\"" + day + "6-08:00\",\"event_type\":\"" + TYPES[i % TYPES.length]
               + "\",\"session_id\":\"70090280850c8d2a1933c1\",\"source\":{\"type\":\"file\",\"id\":\"" + (1160000000L + i)
               + "\",\"file_version\":{\"type\":\"file_version\",\"id\":\"" + (120000000L + i) + "\",\"sha1\":"
               + "\"134b65991ed521fcfe4724b7d814ab8ded5185dc\"},\"sequence_id\":\"3\",\"etag\":\"3\",\"sha1\":"
               + "\"134b65991ed521fcfe4724b7d814ab8ded5185dc\",\"name\":\"Report " + i + ".docx\",\"description\":\""
               + description + "\",\"size\":" + (1000 + 7919 * i) + ",\"path_collection\":{\"total_count\":" + depth
               + ",\"entries\":[" + path + "]},\"created_at\":\"2026-10-12T10:53:43-08:00\",\"modified_at\":\"" + day
               + "3-08:00\",\"trashed_at\":null,\"purged_at\":null,\"content_created_at\":\"2026-10-12T10:53:43-08:00\","
               + "\"content_modified_at\":\"" + day + "3-08:00\",\"created_by\":" + user(i + 1) + ",\"modified_by\":" + author
               + ",\"owned_by\":" + user(i + 2) + ",\"shared_link\":null,\"parent\":" + folder("160700000", "Contracts")
               + ",\"item_status\":\"active\",\"synced\":false},\"additional_details\":{\"size\":" + (1000 + 7919 * i)
               + ",\"service_id\":\"8519\",\"service_name\":\"Box Web\",\"version_id\":\"" + (120000000L + i) + "\"}}";
    }

    private static String user(int i) {
        return "{\"type\":\"user\",\"id\":\"" + (11446498L + i % 97) + "\",\"name\":\"" + PEOPLE[i % PEOPLE.length]
               + "\",\"login\":\"user" + i % 97 + "@example.com\"}";
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String folder(String id, String name) {
        return "{\"type\":\"folder\",\"id\":\"" + id + "\",\"sequence_id\":\"1\",\"etag\":\"1\",\"name\":\"" + name + "\"}";
    }
}
