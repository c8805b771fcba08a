// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.StreamPositions;

/**
 * Keeps the position in a {@link StateStore}, for several machines: the value of its key is the position and nothing else. The
 * claim holds in this process only; between processes, {@link #replace} tells that another has written.
 */
public final class SharedPositionStore implements PositionStore {

    private final StoredValue value;
    private final BeanClaim claim;

    /**
     * @param store started and stopped by its owner
     * @param key   distinguishes the streams whose positions it keeps
     */
    public SharedPositionStore(StateStore store, String key) {
        this.value = new StoredValue(store, key);
        this.claim = new BeanClaim(store, key);
    }

    @Override
    public void claim() throws PositionStoreException {
        claim.claim(describe());
    }

    @Override
    public void close() {
        claim.release();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public String read() throws PositionStoreException {
        String position;
        try {
            position = value.read();
        } catch (Throwable e) {
            throw new PositionStoreException("Cannot read the position from " + value + ": " + HttpCaller.rootMessage(e), e);
        }
        if (position != null && !StreamPositions.isUsable(position)) {
            throw new PositionStoreException("What is in " + value
                    + " is no position: correct it, or remove the key, then the option streamPosition applies");
        }
        return position;
    }

    @Override
    public boolean replace(String expected, String next) throws PositionStoreException {
        claim.check(describe());
        try {
            return value.replace(expected, next);
        } catch (Throwable e) {
            throw new PositionStoreException("Cannot store the position in " + value + ": " + HttpCaller.rootMessage(e), e);
        }
    }

    @Override
    public String describe() {
        return value.toString();
    }
}
