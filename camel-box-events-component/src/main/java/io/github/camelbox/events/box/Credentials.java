// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/** Gives the value of the {@code Authorization} header. Leased by a subscription, which closes it once. Thread-safe. */
public interface Credentials extends AutoCloseable {

    /** A value that is good now, as far as is known. Requesting it may take a while; a closed gate cuts that off. */
    String authorization(Gate gate) throws BoxApiException;

    /** Box has rejected a value: the next one should be another, if there is any. Does not wait. */
    void rejected(String authorization);

    /** What it means that Box rejects them twice in a row, and what to do: the end of a message. */
    String meaningOfRejection();

    /** Releases what is leased; does not wait. */
    @Override
    default void close() {
    }
}
