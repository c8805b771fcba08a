// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A consumer's claim on a key of a repository or store, against the other consumers of this process, of whichever CamelContext
 * they are. Thread-safe.
 */
final class BeanClaim {

    private static final Set<BeanKey<?>> CLAIMED = ConcurrentHashMap.newKeySet();

    private final BeanKey<?> key;

    // Guarded by this.
    private boolean claimed;
    private boolean released;

    BeanClaim(BeanKey<?> key) {
        this.key = key;
    }

    /** Claims the place, which messages call so. */
    synchronized void claim(String place) throws PositionStoreException {
        if (released || claimed || !CLAIMED.add(key)) {
            throw new PositionStoreException("The position in " + place
                    + " is in use by another consumer, perhaps of another CamelContext: give each consumer"
                    + " a positionKey of its own");
        }
        claimed = true;
    }

    synchronized void release() {
        released = true;
        if (claimed) {
            claimed = false;
            CLAIMED.remove(key);
        }
    }

    /** Throws an exception once the claim is released: nothing is stored any more. */
    synchronized void check(String place) throws PositionStoreException {
        if (released) {
            throw new PositionStoreException("The position is not stored in " + place + ": the consumer has ended");
        }
    }
}
