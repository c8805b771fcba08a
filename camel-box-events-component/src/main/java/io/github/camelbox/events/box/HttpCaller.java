// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes HTTP requests, each of which ends in time, and tells their failures without secrets. One request at a time;
 * {@link #cancel()} is for any thread.
 */
public final class HttpCaller {

    private final HttpClient http;
    private final RequestConfig requestConfig;
    private final ScheduledExecutorService alarms;

    // Shared with the thread that cancels.
    private volatile HttpUriRequestBase running;
    private volatile boolean cancelled;

    /**
     * @param http   sends the requests; must neither retry nor follow redirects by itself, and is not closed here
     * @param alarms runs the bounds in time: a socket timeout does not end an answer that trickles in
     */
    public HttpCaller(HttpClient http, ScheduledExecutorService alarms) {
        this.http = http;
        this.alarms = alarms;
        RequestConfig defaults = http instanceof Configurable configurable ? configurable.getConfig() : null;
        this.requestConfig = defaults == null ? RequestConfig.DEFAULT : defaults;
    }

    /**
     * Makes a request.
     *
     * @param  what            how messages call it
     * @param  request         a new one
     * @param  bound           the time it may take until the end of its answer
     * @param  reader          reads the answer
     * @param  mask            takes the secrets out of a text
     * @param  suspect         what messages tell people to check if there is no connection
     * @throws BoxApiException if there is no answer
     */
    public <T> T execute(
            String what, HttpUriRequestBase request, Duration bound, HttpClientResponseHandler<T> reader,
            UnaryOperator<String> mask, String suspect)
            throws BoxApiException {
        request.setConfig(RequestConfig.copy(requestConfig).setResponseTimeout(Timeout.of(bound)).build());
        running = request;
        HttpClientContext context = HttpClientContext.create();
        // The HTTP client does nothing for a thread that was interrupted before: the interrupt has to wait.
        boolean interrupted = Thread.interrupted();
        ScheduledFuture<?> alarm = alarms.schedule(request::cancel, bound.toNanos(), TimeUnit.NANOSECONDS);
        try {
            if (!cancelled) {
                return http.execute(request, context, reader);
            }
        } catch (IOException | RuntimeException e) {
            if (!cancelled) {
                throw failure(what, request, bound, context, e, mask, suspect);
            }
        } finally {
            alarm.cancel(false);
            running = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        throw new BoxApiException(what + " was cancelled", null);
    }

    private static BoxApiException failure(
            String what, HttpUriRequestBase request, Duration bound, HttpClientContext context, Exception e,
            UnaryOperator<String> mask, String suspect) {
        boolean timeout = e instanceof SocketTimeoutException || request.isCancelled();
        // The connection has an end only once it is open, TLS included.
        if (isUnreachable(e) || context.getEndpointDetails() == null && timeout) {
            String why = request.isCancelled() ? "there was no connection within " + seconds(bound) : rootMessage(e);
            return new UnreachableException(
                    mask.apply(what + " failed: " + why + ". Check " + suspect
                               + ", and whether a proxy is needed (options http.proxyHost and http.proxyPort)"),
                    harmless(e, mask));
        }
        if (timeout) {
            return new TimeoutException(what + " was not answered in full within " + seconds(bound));
        }
        // HttpClient 5.2 makes an exception of what later ones hand on as an answer.
        String advice = String.valueOf(e.getMessage()).matches("CONNECT refused by proxy: .* 407\\b.*") ? BoxResponse.PROXY_ADVICE : "";
        return new BoxApiException(mask.apply(what + " failed: " + rootMessage(e) + advice), harmless(e, mask));
    }

    // One of them is a SocketTimeoutException by descent, but says nothing about how long an answer takes.
    private static boolean isUnreachable(Exception e) {
        return e instanceof ConnectException || e instanceof ConnectTimeoutException || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
    }

    /** Ends the running request, and every later one at once. */
    public void cancel() {
        cancelled = true;
        HttpUriRequestBase request = running;
        if (request != null) {
            request.cancel();
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    public static String rootMessage(Throwable e) {
        String message = e.getMessage();
        String text = message == null || message.isBlank() ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + message;
        return text.replaceAll("\\s+", " ");
    }

    // Exceptions of other libraries may quote a URL or a header.
    private static Throwable harmless(Throwable e, UnaryOperator<String> mask) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (!String.valueOf(cause.getMessage()).equals(mask.apply(String.valueOf(cause.getMessage())))) {
                return null;
            }
        }
        return e;
    }

    /**
     * A text without a secret. Very short values, such as stream_type=all, are no secrets but words of their own.
     */
    public static String without(String secret, String text) {
        return secret.length() < 4 ? text : text.replace(secret, "xxxxxx");
    }

    /** There was no connection: the request has not been sent. */
    public static final class UnreachableException extends BoxApiException {
        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** No answer, or not all of it, within the bound. */
    public static final class TimeoutException extends BoxApiException {
        TimeoutException(String message) {
            super(message, null);
        }
    }
}
