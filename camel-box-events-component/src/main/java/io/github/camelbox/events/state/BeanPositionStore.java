// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import io.github.camelbox.events.box.HttpCaller;

/**
 * Keeps the position in a bean of the user's, which is started and stopped by its owner. The claim holds in this process only.
 */
abstract class BeanPositionStore implements PositionStore {

    private final String name;
    private final BeanClaim claim;

    /** The name is how messages call the place. */
    BeanPositionStore(BeanKey<?> place, String name) {
        this.name = name;
        this.claim = new BeanClaim(place);
    }

    /** What the bean has; null if it has nothing. Whatever it throws is a failure to read. */
    abstract String get() throws Exception;

    /** As {@link PositionStore#replace}. Whatever the bean throws is a failure to store. */
    abstract boolean set(String expected, String next) throws Exception;

    @Override
    public void claim() throws PositionStoreException {
        claim.claim(name);
    }

    @Override
    public void close() {
        claim.release();
    }

    @Override
    public String read() throws PositionStoreException {
        try {
            return get();
        } catch (Throwable e) {
            throw new PositionStoreException("Cannot read the position from " + name + ": " + HttpCaller.rootMessage(e), e);
        }
    }

    @Override
    public boolean replace(String expected, String next) throws PositionStoreException {
        claim.check(name);
        try {
            return set(expected, next);
        } catch (Throwable e) {
            throw new PositionStoreException("Cannot store the position in " + name + ": " + HttpCaller.rootMessage(e), e);
        }
    }

    @Override
    public String describe() {
        return name;
    }
}
