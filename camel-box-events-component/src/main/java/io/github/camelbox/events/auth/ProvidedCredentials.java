// SPDX-License-Identifier: Apache-2.0
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
