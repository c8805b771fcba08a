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
import java.util.function.UnaryOperator;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.HttpLease;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Sends requests to the token endpoint. One at a time; {@link #stop()} and {@link #close()} are for any thread and wait for
 * nothing.
 */
final class TokenClient {

    /** How messages call the request. */
    static final String REQUEST = "the request for an access token";

    private static final Set<String> SECRETS = Set.of("client_secret", "assertion", "refresh_token");

    private final URI tokenUrl;
    private final Duration timeout;
    private final ScheduledExecutorService timeoutScheduler;

    // Guarded by this. Leased when first needed; what leases it may refer to a consumer, so it is not kept longer than needed.
    private Callable<HttpLease> http;
    private HttpLease lease;
    private HttpCaller caller;
    private boolean stopped;

    /**
     * @param timeout          the time that a request may take
     * @param http             leases the HTTP client for the token URL, which is released here
     * @param timeoutScheduler runs the bounds in time
     */
    TokenClient(URI tokenUrl, Duration timeout, Callable<HttpLease> http, ScheduledExecutorService timeoutScheduler) {
        this.tokenUrl = tokenUrl;
        this.timeout = timeout;
        this.http = http;
        this.timeoutScheduler = timeoutScheduler;
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Makes a request.
     *
     * @throws BoxApiException    if there is no response at all
     * @throws CancelledException if the client is stopped or closed
     */
    TokenResponse post(Map<String, String> form) throws BoxApiException {
        List<NameValuePair> pairs = form.entrySet().stream()
                .<NameValuePair> map(field -> new BasicNameValuePair(field.getKey(), field.getValue())).toList();
        HttpPost request = new HttpPost(tokenUrl);
        request.setEntity(new UrlEncodedFormEntity(pairs, StandardCharsets.UTF_8));
        request.setHeader("Accept", "application/json");
        // The next request comes in an hour: it should not meet a connection that is dead by then.
        request.setHeader("Connection", "close");
        UnaryOperator<String> redact = text -> redacted(form, text);
        return prepared().execute(
                REQUEST, request, timeout, response -> TokenResponse.of(response, redact), redact, "the option tokenUrl");
    }

    private static String redacted(Map<String, String> form, String text) {
        String redacted = text;
        for (String name : SECRETS) {
            redacted = HttpCaller.without(form.getOrDefault(name, ""), redacted);
        }
        return redacted;
    }

    /**
     * Leases the HTTP client, so that the next request is sent without delay.
     *
     * @throws BoxApiException    if there is none
     * @throws CancelledException if the client is stopped or closed
     */
    HttpCaller prepared() throws BoxApiException {
        Callable<HttpLease> leasing;
        synchronized (this) {
            if (stopped) {
                throw new CancelledException();
            }
            if (caller != null) {
                return caller;
            }
            leasing = http;
        }
        // Not under the monitor: a configurer of the user's may take its time.
        HttpLease leased = null;
        try {
            leased = leasing.call();
            return keep(leased, new HttpCaller(leased.client(), timeoutScheduler));
        } catch (Throwable e) {
            if (leased != null) {
                leased.close();
            }
            if (e instanceof CancelledException cancelled) {
                throw cancelled;
            }
            throw new BoxApiException(REQUEST + " cannot be made: " + HttpCaller.rootMessage(e), e);
        }
    }

    private synchronized HttpCaller keep(HttpLease newLease, HttpCaller newCaller) {
        if (stopped) {
            throw new CancelledException();
        }
        http = null;
        lease = newLease;
        caller = newCaller;
        return caller;
    }

    /** Sends no further request; one that is running goes on. */
    synchronized void stop() {
        stopped = true;
    }

    /** Ends the running request, sends no further one, and releases the HTTP client. */
    synchronized void close() {
        stopped = true;
        http = null;
        if (caller != null) {
            caller.cancel();
        }
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }
}
