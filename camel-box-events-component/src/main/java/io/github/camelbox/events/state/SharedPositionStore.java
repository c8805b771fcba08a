// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import io.github.camelbox.events.box.StreamPositions;

/**
 * Keeps the position in a {@link StateStore}, for several machines: the value of its key is the position and nothing else.
 * Between processes, {@link #replace} tells that another has written.
 */
public final class SharedPositionStore extends BeanPositionStore {

    private final StoredValue value;

    /** The key distinguishes the streams whose positions the store keeps. */
    public SharedPositionStore(StateStore store, String key) {
        this(new StoredValue(store, key));
    }

    private SharedPositionStore(StoredValue value) {
        super(value.beanKey(), value.toString());
        this.value = value;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    String get() throws Exception {
        return value.read();
    }

    @Override
    boolean set(String expected, String next) throws Exception {
        return value.replace(expected, next);
    }

    @Override
    public String read() throws PositionStoreException {
        String position = super.read();
        if (position != null && !StreamPositions.isUsable(position)) {
            throw new PositionStoreException("What is in " + value
                    + " is no position: correct it, or remove the key, then the option streamPosition applies");
        }
        return position;
    }
}
