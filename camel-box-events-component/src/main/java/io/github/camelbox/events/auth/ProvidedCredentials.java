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
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Credentials;

/**
 * The access tokens of an {@link AccessTokenProvider}.
 */
public final class ProvidedCredentials implements Credentials {

    private static final String SCHEME = "Bearer ";

    private final AccessTokenProvider provider;
    private final Executor executor;

    /**
     * @param executor asks the provider, which may take its time
     */
    public ProvidedCredentials(AccessTokenProvider provider, Executor executor) {
        this.provider = provider;
        this.executor = executor;
    }

    @Override
    public CompletableFuture<String> authorization() {
        try {
            return CompletableFuture.supplyAsync(this::ask, executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new BoxApiException("the component is stopping", null));
        }
    }

    private String ask() {
        try {
            String token = provider.getAccessToken();
            if (token == null) {
                throw new IllegalStateException("the accessTokenProvider gave null");
            }
            return SCHEME + token;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void refused(String authorization) {
        provider.invalidate(authorization.substring(SCHEME.length()));
    }
}
