// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.Gate;

/**
 * One value that never changes: the options {@code accessToken} and {@code authorizationToken}.
 */
public final class FixedCredentials implements Credentials {

    private final String authorization;

    /**
     * @param authorization the whole value of the header, scheme included
     */
    public FixedCredentials(String authorization) {
        this.authorization = authorization;
    }

    @Override
    public String authorization(Gate gate) {
        return authorization;
    }

    @Override
    public void rejected(String rejected) {
        // There is no other.
    }

    @Override
    public String meaningOfRejection() {
        return "the access token is wrong, has expired or was revoked. Check the option that it comes from, such as accessToken;"
                + " a developer token lives 60 minutes";
    }
}
