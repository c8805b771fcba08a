// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.concurrent.CompletableFuture;

/**
 * Gives the value of the {@code Authorization} header. Thread-safe.
 */
public interface Credentials {

    /**
     * A value that is good now, as far as is known. May have to be fetched, which the caller can give up waiting for.
     *
     * @return the value; fails with an exception whose message is for people and holds no secret, a
     *         {@link BoxApiException} where it matters whether trying again can help
     */
    CompletableFuture<String> authorization();

    /**
     * Box has refused a value: the next one should be another, if there is any.
     *
     * @param authorization the value
     */
    void refused(String authorization);
}
