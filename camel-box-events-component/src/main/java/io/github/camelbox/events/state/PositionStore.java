// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * Where the stream position of one endpoint is kept. An implementation is used by one thread at a time.
 */
public interface PositionStore extends AutoCloseable {

    /**
     * Claims the position for the caller, until {@link #close()}: two consumers on one position would each set it back or
     * forward over the other's events. Does nothing where no other consumer can come to it.
     *
     * @throws PositionStoreException if another consumer has it
     */
    default void claim() throws PositionStoreException {
    }

    /**
     * The stored position.
     *
     * @return                        null if none has been stored yet
     * @throws PositionStoreException if it cannot be read, or what is there is no position: never mistaken for none
     */
    String load() throws PositionStoreException;

    /**
     * Stores a position; when this returns, it is as safe as the store can make it.
     *
     * @throws PositionStoreException if it could not be stored; the old one is still there
     */
    void save(String position) throws PositionStoreException;

    /**
     * Where that is, for people, such as {@code the file /data/box.position}.
     */
    String describe();

    /** Gives the claim up; does nothing if there is none. */
    @Override
    default void close() {
    }
}
