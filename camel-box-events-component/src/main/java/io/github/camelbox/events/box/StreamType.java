// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.Arrays;

/**
 * The event streams that the component reads. The names are Box's own, so that a URI, a header and a request spell them
 * alike.
 *
 * @see <a href="https://developer.box.com/reference/get-events/">Box: List user and enterprise events</a>
 */
public enum StreamType {

    /** Everything that happens to the items that the user can see. */
    all,
    /** Only what changes the tree of files and folders. */
    changes,
    /** As {@link #changes}, for the folders that the user synchronises. */
    sync,
    /** What happens in the whole enterprise, as it happens, for the last two weeks; needs an administrator. No long poll. */
    admin_logs_streaming,
    /** What happened in the whole enterprise in the last year, in order; needs an administrator. No long poll. */
    admin_logs;

    /**
     * Whether it is a stream of an enterprise, which Box lets nobody wait for: it is asked at intervals.
     */
    public boolean isEnterprise() {
        return this == admin_logs_streaming || this == admin_logs;
    }

    /**
     * The stream type of that name.
     *
     * @param  name                     the name as in a URI; empty for {@link #all}
     * @return                          the stream type
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
