/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
