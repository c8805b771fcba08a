// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token that Box gave but that is not stored yet.
 *
 * @param spent      the refresh token that Box took for it
 * @param configured the option refreshToken at that time; may be null
 * @param began      when it was requested
 */
record UnsavedToken(String spent, String configured, Token token, Instant began) {

    /** By the place where each belongs. It outlives the login: a route that stops must not lose it. */
    static final Map<Object, UnsavedToken> BY_PLACE = new ConcurrentHashMap<>();

    /** Whether this is what must be stored; not so if the user has put another token there, or into the option. */
    boolean follows(String stored, String configuredNow) {
        return stored == null ? Objects.equals(configured, configuredNow)
                : stored.equals(spent) || stored.equals(token.refreshToken());
    }

    @Override
    public String toString() {
        return "UnsavedToken[" + token + "]";
    }
}
