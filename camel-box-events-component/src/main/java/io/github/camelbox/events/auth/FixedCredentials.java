// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.util.concurrent.CompletableFuture;

import io.github.camelbox.events.box.Credentials;

/**
 * One value that never changes: the options {@code accessToken} and {@code authorizationToken}.
 */
public final class FixedCredentials implements Credentials {

    private final CompletableFuture<String> authorization;

    /**
     * @param authorization the whole value of the header, scheme included
     */
    public FixedCredentials(String authorization) {
        this.authorization = CompletableFuture.completedFuture(authorization);
    }

    @Override
    public CompletableFuture<String> authorization() {
        return authorization;
    }

    @Override
    public void refused(String refused) {
        // There is no other.
    }
}
