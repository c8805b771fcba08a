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
     * @throws BoxApiException if there is none; one line that holds no secret
     */
    Token fetch(TokenClient client) throws BoxApiException;

    /** Whether a response is on its way that must not get lost. For any thread. */
    default boolean isExchanging() {
        return false;
    }
}
