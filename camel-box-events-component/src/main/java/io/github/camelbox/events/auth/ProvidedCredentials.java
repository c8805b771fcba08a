// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.UserBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access tokens of an {@link AccessTokenProvider}, which is called in bounded time and never on the caller's thread.
 */
public final class ProvidedCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(ProvidedCredentials.class);

    private static final String NAME = "the accessTokenProvider";
    private static final String SCHEME = "Bearer ";

    private final AccessTokenProvider provider;
    private final UserBean calls;

    // Tokens that the provider has not been told of yet.
    private final Queue<String> rejected = new ConcurrentLinkedQueue<>();

    /**
     * @param executor runs the calls of the provider
     * @param bound    how long a call may take
     */
    public ProvidedCredentials(AccessTokenProvider provider, Executor executor, Duration bound) {
        this.provider = provider;
        this.calls = new UserBean(NAME, executor, bound);
    }

    @Override
    public String authorization(Gate gate) throws BoxApiException {
        String token;
        try {
            token = calls.call(gate::await, this::token);
        } catch (UserBean.FailedException e) {
            if (!gate.isOpen()) {
                // Behind another caller, whose wait was cut off.
                throw new CancelledException();
            }
            throw new BoxApiException("logging in failed: " + e.getMessage(), e.getCause());
        }
        if (token == null || token.isBlank()) {
            throw new BoxApiException("logging in failed: " + NAME + " returned no token", null);
        }
        return SCHEME + token;
    }

    private String token() throws Exception {
        for (String token = rejected.poll(); token != null; token = rejected.poll()) {
            invalidate(token);
        }
        return provider.getAccessToken();
    }

    private void invalidate(String token) {
        try {
            provider.invalidate(token);
        } catch (Throwable e) {
            LOG.warn("{} failed to invalidate a token: {}", NAME, HttpCaller.without(token, HttpCaller.rootMessage(e)));
        }
    }

    @Override
    public void rejected(String authorization) {
        rejected.add(authorization.substring(SCHEME.length()));
    }

    @Override
    public String meaningOfRejection() {
        return "the token of " + NAME + " is wrong, has expired or was revoked. Check where that bean has it from";
    }
}
