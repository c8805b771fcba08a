// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;

/**
 * A position store whose calls end in time: a file system or a user's repository may hang. Claiming and releasing are the
 * caller's.
 */
public final class BoundedStore {

    private final PositionStore store;
    private final UserBean bean;
    private final Gate gate;

    /**
     * @param bean calls the store
     * @param gate its end ends the waiting, a suspend does not
     */
    public BoundedStore(PositionStore store, UserBean bean, Gate gate) {
        this.store = store;
        this.bean = bean;
        this.gate = gate;
    }

    /** See {@link PositionStore#read}. */
    public String read() throws PositionStoreException {
        try {
            return bean.call(gate::awaitEnd, store::read);
        } catch (UserBean.FailedException e) {
            throw failure("Cannot read the stream position from ", e);
        }
    }

    /** Stores a position; see {@link PositionStore#replace}. */
    void replace(String expected, String next) throws PositionStoreException {
        boolean replaced;
        try {
            replaced = bean.call(gate::awaitEnd, () -> store.replace(expected, next));
        } catch (UserBean.FailedException e) {
            throw failure("Cannot store the stream position in ", e);
        }
        if (!replaced) {
            throw new PositionStoreException("The stream position in " + store.describe()
                                             + " was changed by another consumer: give each a positionKey of its own");
        }
    }

    private PositionStoreException failure(String what, UserBean.FailedException e) {
        return e.getCause() instanceof PositionStoreException known ? known
                : new PositionStoreException(what + store.describe() + ": " + e.getMessage(), e);
    }
}
