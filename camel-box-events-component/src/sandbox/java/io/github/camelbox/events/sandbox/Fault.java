// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An answer other than the normal one. Immutable: it can be used many times and by several sandboxes.
 *
 * @see BoxSandbox#next(Call, Fault...)
 * @see BoxSandbox#always(Call, Fault)
 */
public final class Fault {

    enum Kind { NORMAL, ANSWER, TRUNCATED, RESET, CLOSED, GARBAGE }

    static final String INVALID_TOKEN = "Bearer realm=\"Service\", error=\"invalid_token\", "
            + "error_description=\"The access token provided is invalid.\"";
    private static final String CONTENT_TYPE = "Content-Type";

    private final Kind kind;
    private final Call only;
    private final int status;
    private final String body;
    private final Map<String, String> headers;
    private final Duration delay;
    private final Duration drip;

    private Fault(Kind kind, Call only, int status, String body, Map<String, String> headers, Duration delay, Duration drip) {
        this.kind = kind;
        this.only = only;
        this.status = status;
        this.body = body;
        this.headers = headers;
        this.delay = delay;
        this.drip = drip;
    }

    private static Fault of(Kind kind) {
        return new Fault(kind, null, 200, "", Map.of(), Duration.ZERO, Duration.ZERO);
    }

    private static Fault answer(Call only, int status, String body) {
        return new Fault(Kind.ANSWER, only, status, Objects.requireNonNull(body), Map.of(), Duration.ZERO, Duration.ZERO);
    }

    /** This status with an empty body. */
    public static Fault status(int status) {
        return answer(null, status, "");
    }

    /** This status and body, sent as JSON if it starts like JSON and as HTML otherwise. */
    public static Fault status(int status, String body) {
        String start = body.stripLeading();
        boolean json = start.startsWith("{") || start.startsWith("[");
        return answer(null, status, body).contentType(json ? "application/json" : "text/html");
    }

    /** A Box API error: this status, and a JSON body with this code, this message and a request id. */
    public static Fault boxError(int status, String code, String message) {
        return status(status, JsonText.boxError(status, code, message));
    }

    /**
     * Box's answer to too many calls: 429.
     *
     * @param retryAfter value of the {@code Retry-After} header, as it is; null for none
     */
    public static Fault rateLimited(String retryAfter) {
        Fault fault = boxError(429, "rate_limit_exceeded", "Request rate limit exceeded, please try again later");
        return retryAfter == null ? fault : fault.header("Retry-After", retryAfter);
    }

    /** Box's answer to an expired token: 401 with an empty body, the reason in {@code WWW-Authenticate}. */
    public static Fault unauthorized() {
        return status(401).header("WWW-Authenticate", INVALID_TOKEN);
    }

    /** The connection is reset (TCP RST) without an answer. */
    public static Fault reset() {
        return of(Kind.RESET);
    }

    /** The connection is closed without an answer. */
    public static Fault closed() {
        return of(Kind.CLOSED);
    }

    /** Status 200, then bytes that are neither a chunk nor JSON, then the connection is closed. */
    public static Fault garbage() {
        return of(Kind.GARBAGE);
    }

    /** The first half of the normal answer's body in a complete HTTP answer. A long poll is answered at once. */
    public static Fault truncatedJson() {
        return of(Kind.TRUNCATED);
    }

    /** Nothing for this long, then the normal answer. */
    public static Fault silence(Duration duration) {
        return of(Kind.NORMAL).after(duration);
    }

    /** The normal answer, its body sent in small pieces over this time. */
    public static Fault drip(Duration duration) {
        return new Fault(Kind.NORMAL, null, 200, "", Map.of(), Duration.ZERO, notNegative(duration));
    }

    /** Status 200 with this body. */
    public static Fault body(String contentType, String body) {
        return answer(null, 200, body).contentType(contentType);
    }

    /** Long poll only: answers {@code {"version":1,"message":...}} with this message at once. */
    public static Fault message(String longPollMessage) {
        return answer(Call.LONG_POLL, 200, JsonText.longPoll(longPollMessage)).contentType("application/json");
    }

    /** {@link Call#EVENTS} only: this page as it is. */
    public static Fault page(String rawJson) {
        return answer(Call.EVENTS, 200, rawJson).contentType("application/json");
    }

    /** The same answer with one header more (or another value for it). Only for answers with a status. */
    public Fault header(String name, String value) {
        if (kind != Kind.ANSWER) {
            throw new IllegalStateException("Headers can only be set on an answer with a status, not on " + kind);
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, Objects.requireNonNull(value));
        return new Fault(kind, only, status, body, Collections.unmodifiableMap(more), delay, drip);
    }

    /** The same answer with this content type, whatever its body is. Only for answers with a status. */
    public Fault contentType(String contentType) {
        return header(CONTENT_TYPE, contentType);
    }

    /** The same answer, held back for this long. */
    public Fault after(Duration duration) {
        return new Fault(kind, only, status, body, headers, notNegative(duration), drip);
    }

    private static Duration notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Negative duration: " + duration);
        }
        return duration;
    }

    void requireUsableFor(Call call) {
        if (only != null && only != call) {
            throw new IllegalArgumentException("This answer is only for " + only + ", not for " + call);
        }
    }

    Kind kind() {
        return kind;
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    Duration delay() {
        return delay;
    }

    Duration drip() {
        return drip;
    }

    @Override
    public String toString() {
        return "Fault[" + kind + (kind == Kind.ANSWER ? " " + status : "") + "]";
    }
}
