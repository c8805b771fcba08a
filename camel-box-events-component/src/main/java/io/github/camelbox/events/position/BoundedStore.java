// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.concurrent.Callable;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;

/**
 * A position store whose calls end in time: a file system or a user's repository may hang. Claiming and releasing are the
 * caller's.
 *
 * @param bean calls the store
 * @param gate its end ends the waiting, a suspend does not
 */
public record BoundedStore(PositionStore store, UserBean bean, Gate gate) {

    /** See {@link PositionStore#read}. */
    public String read() throws PositionStoreException {
        return call("Cannot read the position from ", store::read);
    }

    /** See {@link PositionStore#replace}. */
    boolean replace(String expected, String next) throws PositionStoreException {
        return call("Cannot store the position in ", () -> store.replace(expected, next));
    }

    private <T> T call(String complaint, Callable<T> call) throws PositionStoreException {
        try {
            return bean.call(gate::awaitEnd, call);
        } catch (UserBean.FailedException e) {
            throw e.getCause() instanceof PositionStoreException known ? known
                    : new PositionStoreException(complaint + store.describe() + ": " + e.getMessage(), e);
        }
    }
}
