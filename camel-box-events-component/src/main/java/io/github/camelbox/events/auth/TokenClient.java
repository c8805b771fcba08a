// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.HttpClients;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.HttpCaller;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Asks the token endpoint. One request at a time; {@link #cancel()} is for any thread.
 */
final class TokenClient {

    /** How messages call the request. */
    static final String REQUEST = "the request for an access token";

    private static final Set<String> SECRETS = Set.of("client_secret", "assertion", "refresh_token");

    private final URI tokenUrl;
    private final Duration timeout;
    private final Callable<HttpClients.Lease> http;
    private final ScheduledExecutorService alarms;

    // Made when first needed; guarded by this.
    private HttpClients.Lease lease;
    private HttpCaller caller;
    private boolean cancelled;

    /**
     * @param timeout the time that a request may take
     * @param http    the HTTP client for the token URL, which is given back here
     */
    TokenClient(URI tokenUrl, Duration timeout, Callable<HttpClients.Lease> http, ScheduledExecutorService alarms) {
        this.tokenUrl = tokenUrl;
        this.timeout = timeout;
        this.http = http;
        this.alarms = alarms;
    }

    URI tokenUrl() {
        return tokenUrl;
    }

    /**
     * Makes a request.
     *
     * @throws BoxApiException if there is no answer at all
     */
    TokenResponse post(Map<String, String> form) throws BoxApiException {
        List<NameValuePair> pairs = form.entrySet().stream()
                .<NameValuePair> map(field -> new BasicNameValuePair(field.getKey(), field.getValue())).toList();
        HttpPost request = new HttpPost(tokenUrl);
        request.setEntity(new UrlEncodedFormEntity(pairs, StandardCharsets.UTF_8));
        request.setHeader("Accept", "application/json");
        // The next request comes in an hour: it should not meet a connection that is dead by then.
        request.setHeader("Connection", "close");
        return caller().execute(REQUEST, request, timeout, response -> TokenResponse.of(response, text -> masked(form, text)),
                text -> masked(form, text), "the option tokenUrl");
    }

    private static String masked(Map<String, String> form, String text) {
        String masked = text;
        for (String name : SECRETS) {
            masked = HttpCaller.without(form.getOrDefault(name, ""), masked);
        }
        return masked;
    }

    private synchronized HttpCaller caller() throws BoxApiException {
        if (caller == null) {
            try {
                lease = http.call();
            } catch (Exception e) {
                throw new BoxApiException(REQUEST + " cannot be made: " + e.getMessage(), e);
            }
            caller = new HttpCaller(lease.client(), alarms);
            if (cancelled) {
                caller.cancel();
            }
        }
        return caller;
    }

    /** Ends the running request, and every later one. */
    synchronized void cancel() {
        cancelled = true;
        if (caller != null) {
            caller.cancel();
        }
    }

    synchronized void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
