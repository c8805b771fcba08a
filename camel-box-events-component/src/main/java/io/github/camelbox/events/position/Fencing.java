// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.Objects;

import io.github.camelbox.events.state.PositionStoreException;

/**
 * Moves the stored position, and notices if another consumer has moved it: a position is never set over one that was not read
 * or written here. A write that failed may have been done all the same; the next one begins by reading.
 * <p>
 * One thread at a time, but for {@link #stored()}, which is for any.
 */
final class Fencing {

    private final BoundedStore store;

    private volatile String stored;
    // Of a write whose outcome is unknown; null if there is none.
    private String attempted;
    // The store said that another has written, but has not said yet what.
    private boolean overtaken;

    /** With what was read from the store; null if there was nothing. */
    Fencing(BoundedStore store, String stored) {
        this.store = store;
        this.stored = stored;
    }

    /** What is stored, as far as this consumer knows; null for nothing. */
    String stored() {
        return stored;
    }

    /**
     * Stores a position.
     *
     * @return                        false if another consumer has written; what it wrote is then what is {@link #stored()}
     * @throws PositionStoreException if it could not be stored, or it is not known whether it was
     */
    boolean store(String next) throws PositionStoreException {
        if (overtaken || attempted != null) {
            if (isForeign(store.read())) {
                return false;
            }
            if (next.equals(stored)) {
                return true;
            }
        }
        attempted = store.store().isShared() ? next : null;
        overtaken = !store.replace(stored, next);
        attempted = null;
        if (overtaken) {
            isForeign(store.read());
            return false;
        }
        stored = next;
        return true;
    }

    // What is there now, and whether that is another consumer's.
    private boolean isForeign(String found) {
        boolean foreign = overtaken || !Objects.equals(found, attempted) && !Objects.equals(found, stored);
        stored = found;
        attempted = null;
        overtaken = false;
        return foreign;
    }
}
