// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

/**
 * Gives access tokens of Box, for applications that manage them by themselves. Registered as a bean and named by the option
 * {@code accessTokenProvider}.
 * <p>
 * Must be thread-safe: endpoints share it. It is called before each request, so it should keep a token while it is good. The
 * calls are made on threads of the component, one at a time for each consumer. A call that takes longer than the option
 * {@code requestTimeout} is an error, and is not repeated until it has returned.
 */
public interface AccessTokenProvider {

    /**
     * An access token that is good now, without a scheme.
     *
     * @return           neither null nor blank
     * @throws Exception if there is none; the message is logged, so it must not contain a secret
     */
    String getAccessToken() throws Exception;

    /**
     * Box has rejected a token (401), although it may not have expired: the next one should be another. Called before the next
     * {@link #getAccessToken()}; if it throws, that one is called all the same.
     *
     * @param accessToken the rejected token
     */
    void invalidate(String accessToken);
}
