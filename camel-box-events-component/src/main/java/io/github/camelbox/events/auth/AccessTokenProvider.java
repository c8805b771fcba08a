// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

/**
 * Gives access tokens of Box, for applications that manage them by themselves. Registered as a bean and named by the option
 * {@code accessTokenProvider}.
 * <p>
 * Must be thread-safe: endpoints share it, and ask it before each request, so it should keep a token while it is good.
 */
public interface AccessTokenProvider {

    /**
     * An access token that is good now, without a scheme.
     *
     * @return           never null
     * @throws Exception if there is none; the message is shown to people, so it must hold no secret
     */
    String getAccessToken() throws Exception;

    /**
     * Box has refused a token (401), although it may not have expired: the next one should be another. Is called once for a
     * refused request, which is then made once more.
     *
     * @param accessToken the refused token
     */
    void invalidate(String accessToken);
}
