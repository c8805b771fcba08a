// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The files and folders of the account, each as the last activity on it left it. Thread-safe. */
final class AccountItems {

    static final long PROJECTS_ID = 98_100_000_000L;
    static final long ARCHIVE_ID = PROJECTS_ID + 1;
    private static final long FIRST_ID = 1_430_000_000_000L;

    private final EventLog log;

    // Guarded by this. An item keeps the name that it was first given as its key.
    private final Map<String, Activity> byName = new LinkedHashMap<>();
    private final Map<Long, Map<String, String>> metadata = new HashMap<>();

    AccountItems(EventLog log) {
        this.log = log;
    }

    /** Lets a user do something to an item, which is made if it is not there. Returns the event's id. */
    synchronized String did(String eventType, Activity.User user, String name, boolean folder,
            UnaryOperator<Activity.Item> change) {
        Activity before = byName.get(name);
        return append(eventType, user, name, change.apply(before == null ? newItem(name, folder, null) : before.item()));
    }

    /** Uploads a file, or a new version of it; the content is made up if it is null. Returns the event's id. */
    synchronized String upload(Activity.User user, String name, byte[] content) {
        Activity before = byName.get(name);
        if (before != null && before.item().folder()) {
            throw new IllegalArgumentException("A folder, not a file: " + name);
        }
        return append("ITEM_UPLOAD", user, name,
                before == null ? newItem(name, false, content) : before.item().uploaded(content));
    }

    private String append(String eventType, Activity.User user, String name, Activity.Item item) {
        Activity activity = new Activity(eventType, user, item, Instant.now());
        byName.put(name, activity);
        return EventRenderer.eventId(log.append(1, index -> EventSource.of(activity)) - 1);
    }

    private Activity.Item newItem(String name, boolean folder, byte[] content) {
        // A number that no other item has, nor one of an earlier process.
        long id = FIRST_ID + log.size();
        List<FileVersion> versions = folder ? List.of() : List.of(FileVersion.of(id, 0, content));
        return new Activity.Item(folder, id, JsonText.of(name), PROJECTS_ID, "\"Projects\"", 0, versions, false, false);
    }

    /** The item that was first given this name. */
    synchronized Activity.Item named(String name) {
        Activity last = byName.get(name);
        if (last == null) {
            throw new NoSuchElementException("The account has no item '" + name + "'");
        }
        return last.item();
    }

    /** The last activity on the item with this id; null if there is no such item. */
    synchronized Activity last(long id) {
        for (Activity last : byName.values()) {
            if (last.item().id() == id) {
                return last;
            }
        }
        return lastMixed(id);
    }

    // Items of bursts and backlogs are in no list: what happened to them is in the log.
    private Activity lastMixed(long id) {
        long index = MixedEvents.lastIndexOf(id, log.size() - 1);
        for (; index >= 0; index = MixedEvents.before(index)) {
            List<EventSource> event = log.read(index, index + 1);
            Activity activity = event.isEmpty() ? null : event.get(0).activity(index);
            if (activity != null && activity.item().id() == id) {
                return activity;
            }
        }
        return null;
    }

    /** The last activity on each item in this folder that is not in the trash. */
    synchronized List<Activity> in(long folderId) {
        return byName.values().stream()
                .filter(last -> last.item().parentId() == folderId && !last.item().trashed()).toList();
    }

    /** Removes an item for good. */
    synchronized void purge(String name) {
        metadata.remove(named(name).id());
        byName.remove(name);
    }

    /** Sets the instance of a metadata template on an item: the JSON of its fields. */
    synchronized void metadata(String name, String scopeAndTemplate, String fieldsJson) {
        metadata.computeIfAbsent(named(name).id(), id -> new TreeMap<>()).put(scopeAndTemplate, fieldsJson);
    }

    /** The fields of an item's metadata instances, by scope and template. */
    synchronized Map<String, String> metadata(long id) {
        return new TreeMap<>(metadata.getOrDefault(id, Map.of()));
    }

    synchronized List<Activity> all() {
        return new ArrayList<>(byName.values());
    }

    synchronized void clear() {
        byName.clear();
        metadata.clear();
    }
}
