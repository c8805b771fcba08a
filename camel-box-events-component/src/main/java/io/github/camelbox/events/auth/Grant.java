// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import io.github.camelbox.events.box.BoxApiException;

/**
 * The requests of a {@link Login}. One at a time.
 */
interface Grant {

    /**
     * Gets a new access token.
     *
     * @throws BoxApiException if there is none; one line for people, without a secret
     */
    Token fetch(TokenClient client) throws BoxApiException;

    /** Whether an answer of Box may get lost: the next request gets another. */
    default boolean isRepeatable() {
        return true;
    }
}
