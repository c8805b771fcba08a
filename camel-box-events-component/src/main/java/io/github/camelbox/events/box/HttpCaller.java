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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes HTTP requests, each of which ends in time, and tells their failures without secrets. One request at a time, but that
 * one that was cut off may still be ending; {@link #cancel()} and {@link #cut()} are for any thread.
 */
public final class HttpCaller {

    private static final Pattern LINE_BREAKS = Pattern.compile("[\\p{Cntrl}\\s\\u0080-\\u009f\\u2028\\u2029]+");
    private static final String OWN_REQUEST = HttpCaller.class.getName();

    private final HttpClient http;
    private final RequestConfig requestConfig;
    private final ScheduledExecutorService timeoutScheduler;
    private final BooleanSupplier isCancelled;

    // Shared with the thread that cancels.
    private final AtomicReference<Call> running = new AtomicReference<>();
    private volatile boolean cancelled;

    /** A request that is running, and whether it was cut off from outside. */
    private record Call(HttpUriRequestBase request, AtomicBoolean cut) {
    }

    /**
     * A caller that {@link #cancel()} ends.
     *
     * @param http             must neither retry nor follow redirects by itself, and is not closed here
     * @param timeoutScheduler runs the bounds in time: a socket timeout does not end a response that trickles in
     */
    public HttpCaller(HttpClient http, ScheduledExecutorService timeoutScheduler) {
        this(http, timeoutScheduler, null);
    }

    /** A caller whose requests end while {@code isCancelled} holds, as behind a closed gate; null for {@link #cancel()}. */
    HttpCaller(HttpClient http, ScheduledExecutorService timeoutScheduler, BooleanSupplier isCancelled) {
        this.http = http;
        this.timeoutScheduler = timeoutScheduler;
        this.isCancelled = isCancelled == null ? () -> cancelled : isCancelled;
        RequestConfig defaults = http instanceof Configurable configurable ? configurable.getConfig() : null;
        this.requestConfig = defaults == null ? RequestConfig.DEFAULT : defaults;
    }

    /**
     * Makes a request.
     *
     * @param  what               how messages call it
     * @param  bound              the time it may take until the end of its response
     * @param  suspect            what messages tell users to check if there is no connection
     * @throws CancelledException if it was cut off
     */
    public <T> T execute(
            String what, HttpUriRequestBase request, Duration bound, HttpClientResponseHandler<T> reader,
            UnaryOperator<String> redact, String suspect)
            throws BoxApiException {
        long nanos = Deadline.nanos(bound);
        request.setConfig(RequestConfig.copy(requestConfig)
                .setResponseTimeout(Timeout.ofMilliseconds(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)))).build());
        Call call = new Call(request, new AtomicBoolean());
        running.set(call);
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(OWN_REQUEST, true);
        // The HTTP client does nothing for a thread that was interrupted before: the interrupt has to wait.
        boolean interrupted = Thread.interrupted();
        ScheduledFuture<?> timeout = timeoutScheduler.schedule(request::cancel, nanos, TimeUnit.NANOSECONDS);
        try {
            // Looked at after the call was noted: cut() finds the call, or this finds that it was cancelled.
            if (isCancelled.getAsBoolean()) {
                throw new CancelledException();
            }
            return http.execute(request, context, reader);
        } catch (CancelledException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (call.cut.get() || isCancelled.getAsBoolean()) {
                throw new CancelledException();
            }
            throw failure(what, request, bound, context, e, redact, suspect);
        } finally {
            timeout.cancel(false);
            running.compareAndSet(call, null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a request was made here: it has its own credentials, or is the one that asks for them. */
    public static boolean makes(HttpContext context) {
        return context.getAttribute(OWN_REQUEST) != null;
    }

    private static BoxApiException failure(
            String what, HttpUriRequestBase request, Duration bound, HttpClientContext context, Exception e,
            UnaryOperator<String> redact, String suspect) {
        boolean timeout = e instanceof SocketTimeoutException || request.isCancelled();
        // The connection has an end only once it is open, TLS included.
        if (isUnreachable(e) || context.getEndpointDetails() == null && timeout) {
            String why = request.isCancelled() ? "there was no connection within " + seconds(bound) : rootMessage(e);
            return new UnreachableException(
                    redact.apply(what + " failed: " + why + ". Check " + suspect
                            + ", and whether a proxy is needed (options http.proxyHost and http.proxyPort)"),
                    harmless(e, redact));
        }
        if (timeout) {
            return new TimeoutException(what + " got no full response within " + seconds(bound));
        }
        // HttpClient 5.2 makes an exception of what later ones hand on as a response.
        String advice = String.valueOf(e.getMessage()).matches("CONNECT refused by proxy: .* 407\\b.*")
                ? BoxResponse.PROXY_ADVICE : "";
        return new BoxApiException(redact.apply(what + " failed: " + rootMessage(e) + advice), harmless(e, redact));
    }

    // One of them is a SocketTimeoutException by descent, but says nothing about how long a response takes.
    private static boolean isUnreachable(Exception e) {
        return e instanceof ConnectException || e instanceof ConnectTimeoutException || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
    }

    /** Ends the running request, and every later one at once. */
    public void cancel() {
        cancelled = true;
        cut();
    }

    /** Ends the running request, if there is one, with a {@link CancelledException}. */
    void cut() {
        Call call = running.get();
        if (call != null) {
            call.cut.set(true);
            call.request.cancel();
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    /** What an exception says, in one line; its class, if it says nothing or cannot even do that. */
    public static String rootMessage(Throwable e) {
        String name = e.getClass().getSimpleName().isEmpty() ? e.getClass().getName() : e.getClass().getSimpleName();
        String message;
        try {
            message = e.getMessage();
        } catch (Throwable speechless) {
            message = null;
        }
        return oneLine(message == null || message.isBlank() ? name : name + ": " + message);
    }

    /** A text without line breaks: in a foreign text, one would forge a line of the log. */
    public static String oneLine(String text) {
        return LINE_BREAKS.matcher(text).replaceAll(" ");
    }

    // Exceptions of other libraries may quote a URL or a header.
    private static Throwable harmless(Throwable e, UnaryOperator<String> redact) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (!String.valueOf(cause.getMessage()).equals(redact.apply(String.valueOf(cause.getMessage())))) {
                return null;
            }
        }
        return e;
    }

    /** A text without a secret. Very short values, such as stream_type=all, are no secrets but words of their own. */
    public static String without(String secret, String text) {
        return secret.length() < 4 ? text : text.replace(secret, "xxxxxx");
    }

    /** There was no connection: the request has not been sent. */
    public static final class UnreachableException extends BoxApiException {
        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** No response, or not all of it, within the bound. */
    public static final class TimeoutException extends BoxApiException {
        TimeoutException(String message) {
            super(message, null);
        }
    }
}
