// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Optional;

/**
 * The value of a key in a {@link StateStore}. Equal by the identity of the store: what its equals says, or fails to say, does
 * not matter.
 */
public record StoredValue(StateStore store, String key) {

    /** The value; null if there is none. */
    public String read() throws Exception {
        Optional<String> value = store.read(key);
        if (value == null) {
            throw new IllegalStateException("read returned null instead of an Optional");
        }
        return value.orElse(null);
    }

    /** See {@link StateStore#replace}. */
    public boolean replace(String expected, String next) throws Exception {
        return store.replace(key, expected, next);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredValue value && value.store == store && value.key.equals(key);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(store) + key.hashCode();
    }

    /** Where it is, as messages name it. */
    @Override
    public String toString() {
        String name = store.getClass().getName();
        return "the store " + name.substring(name.lastIndexOf('.') + 1) + " under the key " + key;
    }
}
