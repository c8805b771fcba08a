// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * Where the stream position of one endpoint is kept. Used by one thread at a time, but for {@link #close()}, which is for any.
 */
public interface PositionStore extends AutoCloseable {

    /**
     * Claims the position for the caller, until {@link #close()}: two consumers on one position would each move it past the
     * other's events. Does nothing where no other consumer can reach it.
     *
     * @throws PositionStoreException if another consumer has it
     */
    default void claim() throws PositionStoreException {
    }

    /**
     * Whether consumers of other processes may write here too. Then {@link #replace} compares, and after one that failed only
     * {@link #read} says whether it was done. Else the claim protects the position, and a write is simply repeated.
     */
    default boolean isShared() {
        return false;
    }

    /**
     * The stored position.
     *
     * @return                        null if none has been stored yet
     * @throws PositionStoreException if it cannot be read, or what is there is no position: never mistaken for none
     */
    String read() throws PositionStoreException;

    /**
     * Stores a position; when this returns true, it is as safe as the store can make it. After {@link #close()} it stores
     * nothing.
     *
     * @param  expected               what this consumer stored or read last; null if there was nothing. A store that only the
     *                                claim protects does not look at it
     * @param  next                   neither null nor blank
     * @return                        false if another consumer has written since; then nothing is stored
     * @throws PositionStoreException if it could not be stored; the old one is still there, unless the store is shared
     */
    boolean replace(String expected, String next) throws PositionStoreException;

    /**
     * Where that is, as messages name it, such as {@code the file /data/box.position}.
     */
    String describe();

    /** Releases the claim; does nothing if there is none. A write that hangs keeps the claim of its file until it returns. */
    @Override
    default void close() {
    }
}
