// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/**
 * Gives the value of the {@code Authorization} header. Leased by a subscription, which closes it once. Thread-safe.
 */
public interface Credentials extends AutoCloseable {

    /**
     * A value that is good now, as far as is known. It may have to be requested, which takes a while.
     *
     * @param  gate               cuts the waiting off when it is closed
     * @throws BoxApiException    if there is none; one line that holds no secret
     * @throws CancelledException if the gate was closed
     */
    String authorization(Gate gate) throws BoxApiException;

    /**
     * Box has rejected a value: the next one should be another, if there is any. Does not wait.
     *
     * @param authorization the value
     */
    void rejected(String authorization);

    /** Releases what is leased; does not wait. */
    @Override
    default void close() {
    }
}
