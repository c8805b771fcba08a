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
