// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.Objects;
import java.util.Set;

/**
 * What a subscription knew when it ended, for the next one; void if the stored position has changed from what was stored at
 * that time (or null), which another consumer has then done.
 *
 * @param position the position that could not be stored, where the next one begins; null if there is none
 * @param done     the ids of events that are done, but lie beyond the position
 */
public record HeldPosition(String stored, String position, Set<String> done) {

    /** What counts of it when this is stored: all or nothing. It is null if there is none. */
    public static HeldPosition of(HeldPosition held, String stored) {
        return held != null && Objects.equals(held.stored, stored) ? held : new HeldPosition(stored, null, Set.of());
    }
}
