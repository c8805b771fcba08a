// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Optional;

/**
 * Keeps texts under keys for several machines, and changes them by compare-and-set: stream positions and, for OAuth refresh,
 * refresh tokens, which are secrets. For users to implement; {@link JdbcStateStore} is one over a database.
 * <p>
 * Thread-safe. Both methods may block and may throw whatever they like: they are called on threads of the component and in
 * bounded time, and are called again after a delay. The text of an exception appears in the log, so it must hold no value.
 */
public interface StateStore {

    /**
     * The value of a key, as the last successful {@link #replace} of any machine has left it.
     *
     * @return           empty if the key has no value; never because the store cannot say
     * @throws Exception if it cannot be read
     */
    Optional<String> read(String key) throws Exception;

    /**
     * Sets the value of a key in one atomic step, if it is the expected one. When this returns true, the value is as safe as
     * the store can make it.
     *
     * @param  expected  the value to replace; null if the key must have none
     * @param  next      neither null nor empty; may be the expected value, and then this is true if it is there
     * @return           false if the value is another one; then nothing has changed
     * @throws Exception if it failed, or it is not known whether it did: the component reads the value to find out
     */
    boolean replace(String key, String expected, String next) throws Exception;
}
