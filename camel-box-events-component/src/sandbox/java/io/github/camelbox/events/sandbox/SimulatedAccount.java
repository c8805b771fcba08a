// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The Box account behind a {@link BoxSandbox}: every activity appends one event in the shape of Box's user events and wakes the
 * long polls. Items are known by the name they were first given; an item not seen before is simply there. Activities are those
 * of the owner unless {@link #as(int)} says otherwise. Thread-safe.
 */
public final class SimulatedAccount {

    private static final long FIRST_ID = 1_430_000_000_000L;
    private static final long FOLDER_ID = 98_100_000_000L;

    private final EventLog log;
    private final Map<String, Activity.Item> items;
    private final Activity.User user;

    SimulatedAccount(EventLog log) {
        this(log, new HashMap<>(), Activity.User.number(0));
    }

    private SimulatedAccount(EventLog log, Map<String, Activity.Item> items, Activity.User user) {
        this.log = log;
        this.items = items;
        this.user = user;
    }

    /** The same account, in which what is done is done by this user: one of five, the owner being number 0. */
    public SimulatedAccount as(int number) {
        return new SimulatedAccount(log, items, Activity.User.number(number));
    }

    /** Uploads a file, or a new version of it: {@code ITEM_UPLOAD}. Returns the event's id. */
    public String upload(String name) {
        return did("ITEM_UPLOAD", name, false, item -> items.containsKey(name) ? item.nextVersion() : item);
    }

    /** Creates a folder: {@code ITEM_CREATE}. Returns the event's id. */
    public String createFolder(String name) {
        return did("ITEM_CREATE", name, true, item -> item);
    }

    /** Renames an item to "Renamed " and its name: {@code ITEM_RENAME}. Returns the event's id. */
    public String rename(String name) {
        return rename(name, "Renamed " + name);
    }

    /** Renames an item, which stays known by its first name: {@code ITEM_RENAME}. Returns the event's id. */
    public String rename(String name, String newName) {
        return did("ITEM_RENAME", name, false, item -> item.renamed(newName));
    }

    /** Moves an item to the folder "Archive": {@code ITEM_MOVE}. Returns the event's id. */
    public String move(String name) {
        return did("ITEM_MOVE", name, false, item -> item.movedTo(FOLDER_ID + 1, "Archive"));
    }

    /** Comments on an item: {@code COMMENT_CREATE}. Returns the event's id. */
    public String comment(String name) {
        return did("COMMENT_CREATE", name, false, item -> item);
    }

    /** Downloads a file: {@code ITEM_DOWNLOAD}. Returns the event's id. */
    public String download(String name) {
        return did("ITEM_DOWNLOAD", name, false, item -> item);
    }

    /** Looks at a file: {@code ITEM_PREVIEW}. Returns the event's id. */
    public String preview(String name) {
        return did("ITEM_PREVIEW", name, false, item -> item);
    }

    /** Makes a shared link: {@code ITEM_SHARED_CREATE}. Returns the event's id. */
    public String share(String name) {
        return did("ITEM_SHARED_CREATE", name, false, Activity.Item::nowShared);
    }

    /** Moves an item to the trash: {@code ITEM_TRASH}. Returns the event's id. */
    public String delete(String name) {
        return did("ITEM_TRASH", name, false, Activity.Item::nowTrashed);
    }

    /** This many mixed activities by several users, all at once. Returns their events' ids in order. */
    public List<String> burst(int n) {
        long end = log.append(n, MixedEvents::now);
        return LongStream.range(end - n, end).mapToObj(EventRenderer::eventId).toList();
    }

    void clear() {
        synchronized (items) {
            items.clear();
        }
    }

    private String did(String eventType, String name, boolean folder, UnaryOperator<Activity.Item> change) {
        synchronized (items) {
            Activity.Item before = items.get(name);
            // A number that no other item has, nor one of an earlier process.
            Activity.Item item = change.apply(before != null ? before
                    : new Activity.Item(folder, FIRST_ID + log.size(), JsonText.of(name), FOLDER_ID, "\"Projects\"", 0, false,
                            false));
            items.put(name, item);
            Activity activity = new Activity(eventType, user, item);
            Instant now = Instant.now();
            long end = log.append(1, index -> (out, i) -> EventRenderer.append(out, i, activity, now));
            return EventRenderer.eventId(end - 1);
        }
    }
}
