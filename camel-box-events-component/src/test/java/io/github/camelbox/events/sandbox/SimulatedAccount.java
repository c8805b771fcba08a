/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The Box account behind a {@link BoxSandbox}: every act appends one event in the shape of Box's user events and wakes the
 * long polls. Items are known by the name they were first given; an item not seen before is simply there. Thread-safe.
 */
public final class SimulatedAccount {

    private static final long FIRST_ID = 1_430_000_000_000L;
    private static final long FOLDER_ID = 98_100_000_000L;

    private final EventLog log;
    private final Map<String, Act.Item> items = new HashMap<>();

    SimulatedAccount(EventLog log) {
        this.log = log;
    }

    /** Uploads a file, or a new version of it: {@code ITEM_UPLOAD}. Returns the event's id. */
    public synchronized String upload(String name) {
        boolean known = items.containsKey(name);
        Act.Item item = item(name, false);
        return did("ITEM_UPLOAD", name, known ? item.nextVersion() : item);
    }

    /** Creates a folder: {@code ITEM_CREATE}. Returns the event's id. */
    public synchronized String createFolder(String name) {
        return did("ITEM_CREATE", name, item(name, true));
    }

    /** Renames an item to "Renamed " and its name: {@code ITEM_RENAME}. Returns the event's id. */
    public String rename(String name) {
        return rename(name, "Renamed " + name);
    }

    /** Renames an item, which stays known by its first name: {@code ITEM_RENAME}. Returns the event's id. */
    public synchronized String rename(String name, String newName) {
        return did("ITEM_RENAME", name, item(name, false).renamed(newName));
    }

    /** Moves an item to the folder "Archive": {@code ITEM_MOVE}. Returns the event's id. */
    public synchronized String move(String name) {
        return did("ITEM_MOVE", name, item(name, false).movedTo(FOLDER_ID + 1, "Archive"));
    }

    /** Comments on an item: {@code COMMENT_CREATE}. Returns the event's id. */
    public synchronized String comment(String name) {
        return did("COMMENT_CREATE", name, item(name, false));
    }

    /** Downloads a file: {@code ITEM_DOWNLOAD}. Returns the event's id. */
    public synchronized String download(String name) {
        return did("ITEM_DOWNLOAD", name, item(name, false));
    }

    /** Looks at a file: {@code ITEM_PREVIEW}. Returns the event's id. */
    public synchronized String preview(String name) {
        return did("ITEM_PREVIEW", name, item(name, false));
    }

    /** Makes a shared link: {@code ITEM_SHARED_CREATE}. Returns the event's id. */
    public synchronized String share(String name) {
        return did("ITEM_SHARED_CREATE", name, item(name, false).nowShared());
    }

    /** Moves an item to the trash: {@code ITEM_TRASH}. Returns the event's id. */
    public synchronized String delete(String name) {
        return did("ITEM_TRASH", name, item(name, false).nowTrashed());
    }

    /** This many mixed acts by several users, all at once. Returns their events' ids in order. */
    public List<String> burst(int n) {
        long end = log.append(n, MixedEvents::now);
        return LongStream.range(end - n, end).mapToObj(EventRenderer::eventId).toList();
    }

    synchronized void clear() {
        items.clear();
    }

    private Act.Item item(String name, boolean folder) {
        return items.computeIfAbsent(name, n -> new Act.Item(folder, FIRST_ID + items.size(), JsonText.of(n), FOLDER_ID,
                "\"Projects\"", 0, false, false));
    }

    private String did(String eventType, String name, Act.Item item) {
        items.put(name, item);
        Act act = new Act(eventType, Act.User.number(0), item);
        Instant now = Instant.now();
        long end = log.append(1, index -> (out, i) -> EventRenderer.append(out, i, act, now));
        return EventRenderer.eventId(end - 1);
    }
}
