// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The Box account behind a {@link BoxSandbox}: every activity appends one event in the shape of Box's user events and wakes the
 * long polls. Items are known by the name they were first given; an item not seen before is simply there. Activities are those
 * of the owner unless {@link #as(int)} says otherwise. Thread-safe.
 */
public final class SimulatedAccount {

    private final EventLog log;
    private final AccountItems items;
    private final Activity.User user;

    SimulatedAccount(EventLog log, AccountItems items) {
        this(log, items, Activity.User.number(0));
    }

    private SimulatedAccount(EventLog log, AccountItems items, Activity.User user) {
        this.log = log;
        this.items = items;
        this.user = user;
    }

    /** The same account, in which what is done is done by this user: one of five, the owner being number 0. */
    public SimulatedAccount as(int number) {
        return new SimulatedAccount(log, items, Activity.User.number(number));
    }

    /** The id of the user by whom things are done. */
    public String userId() {
        return user.id();
    }

    /** The id of an item. */
    public String id(String name) {
        return Long.toString(items.named(name).id());
    }

    /** The id of a file's current version. */
    public String versionId(String name) {
        return Long.toString(items.named(name).currentVersion().id());
    }

    /**
     * Uploads a file, or a new version of it, with a short content that is made up: {@code ITEM_UPLOAD}. Returns the event's
     * id.
     */
    public String upload(String name) {
        return items.upload(user, name, null);
    }

    /** Uploads a file, or a new version of it, with this content: {@code ITEM_UPLOAD}. Returns the event's id. */
    public String upload(String name, byte[] content) {
        return items.upload(user, name, Objects.requireNonNull(content));
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
        return did("ITEM_MOVE", name, false, item -> item.movedTo(AccountItems.ARCHIVE_ID, "\"Archive\""));
    }

    /** Moves an item to a folder that was created before: {@code ITEM_MOVE}. Returns the event's id. */
    public String move(String name, String folder) {
        Activity.Item target = items.named(folder);
        return did("ITEM_MOVE", name, false, item -> item.movedTo(target.id(), target.nameJson()));
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

    /** Removes an item for good, with no event: from then on, the API says that it is not found. */
    public void purge(String name) {
        items.purge(name);
    }

    /**
     * Sets the instance of a metadata template on an item. There is no event.
     *
     * @param scope    {@code global} or {@code enterprise}
     * @param template the template's key
     * @param fields   the values of its fields: texts, numbers, lists of texts
     */
    public void setMetadata(String name, String scope, String template, Map<String, ?> fields) {
        items.metadata(name, scope + "/" + template, JsonText.of(fields));
    }

    /** This many mixed activities by several users, all at once. Returns their events' ids in order. */
    public List<String> burst(int n) {
        long end = log.append(n, MixedEvents::now);
        return LongStream.range(end - n, end).mapToObj(EventRenderer::eventId).toList();
    }

    private String did(String eventType, String name, boolean folder, UnaryOperator<Activity.Item> change) {
        return items.did(eventType, user, name, folder, change);
    }
}
