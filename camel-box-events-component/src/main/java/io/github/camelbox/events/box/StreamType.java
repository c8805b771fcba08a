// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The event streams that the component reads, and what each can do. The names are Box's own, so that a URI, a header and a
 * request spell them alike.
 *
 * @see <a href="https://developer.box.com/reference/get-events/">Box: List user and enterprise events</a>
 */
public enum StreamType {

    /** Everything that happens to the items that the user can see. */
    all(Audience.USER, false),
    /** Only what changes the tree of files and folders. */
    changes(Audience.USER, false),
    /** As {@link #changes}, for the folders that the user synchronises. */
    sync(Audience.USER, false),
    /** What happens in the whole enterprise, as it happens, for the last two weeks; needs an administrator. No long poll. */
    admin_logs_streaming(Audience.ENTERPRISE, false),
    /** What happened in the whole enterprise in the last year, in order; needs an administrator. No long poll. */
    admin_logs(Audience.ENTERPRISE, true);

    private enum Audience {
        USER, ENTERPRISE
    }

    // The same act has one name in the events of a user and another in those of an enterprise.
    private static final Map<String, String> ENTERPRISE_NAMES = Map.ofEntries(
            Map.entry("ITEM_UPLOAD", "UPLOAD"),
            Map.entry("ITEM_CREATE", "UPLOAD"),
            Map.entry("ITEM_DOWNLOAD", "DOWNLOAD"),
            Map.entry("ITEM_PREVIEW", "PREVIEW"),
            Map.entry("ITEM_RENAME", "RENAME"),
            Map.entry("ITEM_MOVE", "MOVE"),
            Map.entry("ITEM_COPY", "COPY"),
            Map.entry("ITEM_TRASH", "DELETE"),
            Map.entry("ITEM_UNDELETE_VIA_TRASH", "UNDELETE"),
            Map.entry("ITEM_SHARED", "SHARE"),
            Map.entry("ITEM_SHARED_CREATE", "SHARE"),
            Map.entry("ITEM_SHARED_UNSHARE", "UNSHARE"),
            Map.entry("LOCK_CREATE", "LOCK"),
            Map.entry("LOCK_DESTROY", "UNLOCK"),
            Map.entry("COLLAB_ADD_COLLABORATOR", "COLLABORATION_ACCEPT"),
            Map.entry("COLLAB_INVITE_COLLABORATOR", "COLLABORATION_INVITE"),
            Map.entry("COLLAB_ROLE_CHANGE", "COLLABORATION_ROLE_CHANGE"),
            Map.entry("COLLAB_REMOVE_COLLABORATOR", "COLLABORATION_REMOVE"));

    // Two user events may be one enterprise event; the one that sorts last is the more common one.
    private static final Map<String, String> USER_NAMES = ENTERPRISE_NAMES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey,
                    (one, other) -> one.compareTo(other) > 0 ? one : other));

    private final Audience audience;
    private final boolean history;

    StreamType(Audience audience, boolean history) {
        this.audience = audience;
        this.history = history;
    }

    /** Whether Box has a long poll for it; without, it is asked at intervals. */
    public boolean hasLongPoll() {
        return audience == Audience.USER;
    }

    /** Whether Box filters it by event type; else the component does. */
    public boolean isFilteredByBox() {
        return audience == Audience.ENTERPRISE;
    }

    /** Whether it is a history that can be bounded by {@code created_after} and {@code created_before}, and has no now. */
    public boolean isHistory() {
        return history;
    }

    /** Whether its events are those of the user who is logged in. */
    public boolean isOfUser() {
        return audience == Audience.USER;
    }

    /**
     * What an act is called on this stream, if the name is the one that streams of the other kind have for it.
     *
     * @return null if the name is no such name
     */
    public String nameHere(String eventType) {
        return (isOfUser() ? USER_NAMES : ENTERPRISE_NAMES).get(eventType);
    }

    /**
     * The stream type of that name.
     *
     * @param  name                     the name as in a URI; empty for {@link #all}
     * @throws IllegalArgumentException if there is none, naming those that are
     */
    public static StreamType of(String name) {
        if (name == null || name.isEmpty()) {
            return all;
        }
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Unknown stream type '" + name + "': use one of " + Arrays.toString(values())));
    }
}
