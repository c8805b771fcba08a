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

import io.github.camelbox.events.stream.Credentials;

/**
 * The tokens of an {@link AccessTokenProvider} bean.
 */
public final class ProvidedCredentials implements Credentials {

    private static final String SCHEME = "Bearer ";

    private final AccessTokenProvider provider;

    public ProvidedCredentials(AccessTokenProvider provider) {
        this.provider = provider;
    }

    @Override
    public CompletableFuture<String> authorization() {
        try {
            return CompletableFuture.completedFuture(SCHEME + provider.getAccessToken());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void refused(String authorization) {
        provider.invalidate(authorization.substring(SCHEME.length()));
    }
}
