// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;

/**
 * What Box gives for a login.
 *
 * @param accessToken  for requests
 * @param refreshToken for the next access token; null if the grant has none
 * @param lifetime     how long the access token is good, from the request on; null if Box does not say
 */
record Token(String accessToken, String refreshToken, Duration lifetime) {

    @Override
    public String toString() {
        return "Token[lifetime=" + lifetime + "]";
    }
}
