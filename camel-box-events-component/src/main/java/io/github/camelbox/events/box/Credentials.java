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
package io.github.camelbox.events.box;

import java.util.concurrent.CompletableFuture;

/**
 * Gives the value of the {@code Authorization} header. Thread-safe.
 */
public interface Credentials {

    /**
     * A value that is good now, as far as is known. May have to be fetched, which the caller can give up waiting for.
     *
     * @return the value; fails with an exception whose message is for people and holds no secret, a
     *         {@link BoxApiException} where it matters whether trying again can help
     */
    CompletableFuture<String> authorization();

    /**
     * Box has refused a value: the next one should be another, if there is any.
     *
     * @param authorization the value
     */
    void refused(String authorization);
}
