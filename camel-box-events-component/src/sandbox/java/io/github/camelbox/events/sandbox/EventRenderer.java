// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes events in the shapes of Box's user events and of its enterprise events. */
final class EventRenderer {

    private static final String EVENT = """
            {"type":"event","event_id":"<EVENT_ID>",\
            "created_by":<USER>,\
            "created_at":"<CREATED_AT>","recorded_at":"<RECORDED_AT>","event_type":"<EVENT_TYPE>","session_id":"<SESSION_ID>",\
            "source":<SOURCE>,"additional_details":<DETAILS>}""";

    private static final String SOURCE = """
            {"type":"<ITEM_TYPE>","id":"<ITEM_ID>","sequence_id":"<CHANGES>","etag":"<CHANGES>",<FILE_ONLY>\
            "name":<ITEM_NAME>,"description":"","size":<SIZE>,"path_collection":{"total_count":2,"entries":[\
            {"type":"folder","id":"0","sequence_id":null,"etag":null,"name":"All Files"},\
            {"type":"folder","id":"<PARENT_ID>","sequence_id":"1","etag":"1","name":<PARENT_NAME>}]},\
            "created_at":"<ITEM_CREATED_AT>","modified_at":"<CREATED_AT>","trashed_at":<TRASHED_AT>,"purged_at":null,\
            "content_created_at":"<ITEM_CREATED_AT>","content_modified_at":"<CREATED_AT>",\
            "created_by":<OWNER>,\
            "modified_by":<USER>,\
            "owned_by":<OWNER>,\
            "shared_link":<SHARED_LINK>,"synced":false,\
            "parent":{"type":"folder","id":"<PARENT_ID>","sequence_id":"1","etag":"1","name":<PARENT_NAME>},\
            "item_status":"<STATUS>"}""";

    private static final String ENTERPRISE_EVENT = """
            {"source":{"item_type":"<ITEM_TYPE>","item_id":"<ITEM_ID>","item_name":<ITEM_NAME>,\
            "parent":{"type":"folder","name":<PARENT_NAME>,"id":"<PARENT_ID>"},"owned_by":<OWNER>},\
            "created_by":<USER>,"action_by":null,"created_at":"<CREATED_AT>","event_id":"<EVENT_ID>",\
            "event_type":"<ENTERPRISE_TYPE>","ip_address":"192.0.2.17","type":"event","session_id":null,\
            "additional_details":<DETAILS>}""";

    /** What an administrator's log calls the activities of the sandbox; the others have one name. */
    private static final Map<String, String> ENTERPRISE_TYPES = Map.of("ITEM_UPLOAD", "UPLOAD", "ITEM_CREATE", "UPLOAD",
            "ITEM_RENAME", "RENAME", "ITEM_MOVE", "MOVE", "ITEM_DOWNLOAD", "DOWNLOAD", "ITEM_PREVIEW", "PREVIEW",
            "ITEM_SHARED_CREATE", "SHARE", "ITEM_TRASH", "DELETE");

    private static final Template EVENT_TEMPLATE = Template.parse(EVENT);
    private static final Template SOURCE_TEMPLATE = Template.parse(SOURCE);
    private static final Template ENTERPRISE_TEMPLATE = Template.parse(ENTERPRISE_EVENT);
    private static final ZoneOffset OFFSET = ZoneOffset.ofHours(-8);
    private static final Activity.User OWNER = Activity.User.number(0);

    private enum Field {
        EVENT_ID, SESSION_ID, EVENT_TYPE, ENTERPRISE_TYPE, CREATED_AT, RECORDED_AT, USER, OWNER, SOURCE, ITEM_TYPE, ITEM_ID,
        ITEM_NAME,
        ITEM_CREATED_AT, CHANGES, FILE_ONLY, SIZE, PARENT_ID, PARENT_NAME, TRASHED_AT, STATUS, SHARED_LINK, DETAILS
    }

    /**
     * Text with fields in it.
     *
     * @param literals the text in front of each field, and after the last
     */
    private record Template(byte[][] literals, Field[] fields) {

        static Template parse(String text) {
            String[] parts = text.split("[<>]");
            byte[][] literals = IntStream.range(0, parts.length).filter(i -> i % 2 == 0)
                    .mapToObj(i -> Utf8Text.encode(parts[i])).toArray(byte[][]::new);
            Field[] fields = IntStream.range(0, parts.length).filter(i -> i % 2 == 1)
                    .mapToObj(i -> Field.valueOf(parts[i])).toArray(Field[]::new);
            return new Template(literals, fields);
        }

        void append(Utf8Text out, long number, Activity activity, byte[] createdAt) {
            for (int i = 0; i < fields.length; i++) {
                out.append(literals[i]);
                field(out, fields[i], number, activity, createdAt);
            }
            out.append(literals[fields.length]);
        }
    }

    private EventRenderer() {
    }

    /** Appends one event; the number makes its ids. */
    static void append(Utf8Text out, long number, Activity activity) {
        EVENT_TEMPLATE.append(out, number, activity, time(activity.at()));
    }

    /** Appends one event as an administrator's log has it, with the same id. */
    static void appendEnterprise(Utf8Text out, long number, Activity activity) {
        ENTERPRISE_TEMPLATE.append(out, number, activity, time(activity.at()));
    }

    static String enterpriseType(Activity activity) {
        return ENTERPRISE_TYPES.getOrDefault(activity.eventType(), activity.eventType());
    }

    /** The item after this activity, as an event's source and Box's other calls show it. */
    static String item(Activity activity) {
        Utf8Text out = new Utf8Text(1024);
        SOURCE_TEMPLATE.append(out, 0, activity, time(activity.at()));
        return out.toString();
    }

    private static void field(Utf8Text out, Field field, long number, Activity activity, byte[] createdAt) {
        Activity.Item item = activity.item();
        switch (field) {
            case EVENT_ID -> digest(out, number);
            case SESSION_ID -> out.appendHex(mix(number * 31 + 7), 16);
            case ENTERPRISE_TYPE -> out.append(enterpriseType(activity));
            case EVENT_TYPE -> out.append(activity.eventType());
            case CREATED_AT -> out.append(createdAt);
            case RECORDED_AT -> out.append(time(activity.at().plusSeconds(1)));
            case USER -> out.append(activity.user().json());
            case OWNER -> out.append(OWNER.json());
            case SOURCE -> SOURCE_TEMPLATE.append(out, number, activity, createdAt);
            case ITEM_TYPE -> out.append(item.folder() ? "folder" : "file");
            case ITEM_ID -> out.append(item.id());
            case ITEM_NAME -> out.append(item.nameJson());
            case ITEM_CREATED_AT -> out.append("2024-03-05T09:12:44-08:00");
            case CHANGES -> out.append(item.changes());
            case FILE_ONLY -> fileOnly(out, item);
            case SIZE -> out.append(item.folder() ? 0 : item.currentVersion().content().length);
            case PARENT_ID -> out.append(item.parentId());
            case PARENT_NAME -> out.append(item.parentNameJson());
            case TRASHED_AT -> trashedAt(out, item, createdAt);
            case STATUS -> out.append(item.trashed() ? "trashed" : "active");
            case SHARED_LINK -> sharedLink(out, item);
            case DETAILS -> details(out, item);
            default -> throw new IllegalStateException(field.name());
        }
    }

    private static void trashedAt(Utf8Text out, Activity.Item item, byte[] createdAt) {
        if (item.trashed()) {
            out.append("\"").append(createdAt).append("\"");
        } else {
            out.append("null");
        }
    }

    private static void fileOnly(Utf8Text out, Activity.Item item) {
        if (!item.folder()) {
            FileVersion version = item.currentVersion();
            String sha1 = version.sha1();
            out.append("\"sha1\":\"").append(sha1).append("\",\"file_version\":{\"type\":\"file_version\",\"id\":\"")
                    .append(version.id()).append("\",\"sha1\":\"").append(sha1).append("\"},");
        }
    }

    private static void sharedLink(Utf8Text out, Activity.Item item) {
        if (!item.shared()) {
            out.append("null");
            return;
        }
        out.append("{\"url\":\"https://app.box.com/s/");
        digest(out, item.id());
        out.append("\",\"download_url\":null,\"vanity_url\":null,\"effective_access\":\"company\","
                + "\"effective_permission\":\"can_download\",\"is_password_enabled\":false,\"unshared_at\":null,"
                + "\"download_count\":0,\"preview_count\":0,\"access\":\"company\","
                + "\"permissions\":{\"can_download\":true,\"can_preview\":true,\"can_edit\":false}}");
    }

    private static void details(Utf8Text out, Activity.Item item) {
        if (item.folder()) {
            out.append("null");
        } else {
            out.append("{\"version_id\":\"").append(item.currentVersion().id()).append("\",\"service_id\":\"3\",")
                    .append("\"service_name\":\"Box Web App\"}");
        }
    }

    /** A text of 40 hexadecimal digits, different for every number. */
    static String eventId(long number) {
        Utf8Text id = new Utf8Text(40);
        digest(id, number);
        return id.toString();
    }

    private static void digest(Utf8Text out, long number) {
        out.appendHex(mix(number), 16).appendHex(mix(~number), 16).appendHex(mix(number + 1), 8);
    }

    /** Scatters the bits; different numbers give different results. */
    private static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Seconds precision and an offset, as Box writes it. */
    private static byte[] time(Instant at) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, OFFSET);
        return new Utf8Text(25).appendPadded(time.getYear(), 4).append("-").appendPadded(time.getMonthValue(), 2).append("-")
                .appendPadded(time.getDayOfMonth(), 2).append("T").appendPadded(time.getHour(), 2).append(":")
                .appendPadded(time.getMinute(), 2).append(":").appendPadded(time.getSecond(), 2).append(OFFSET.getId())
                .toBytes();
    }
}
