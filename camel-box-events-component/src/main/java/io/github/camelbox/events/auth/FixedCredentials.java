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
