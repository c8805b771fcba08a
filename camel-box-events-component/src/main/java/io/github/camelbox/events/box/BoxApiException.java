// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.time.Duration;

/**
 * A request to Box that failed. The message is one line for people: what was asked, what came back, what to do; it holds
 * no token and no real-time channel, and neither do its causes.
 */
public class BoxApiException extends IOException {

    /** What kind of failure it is, as far as the stream acts on it. */
    public enum Kind {
        /** Trying again may help. */
        TRANSIENT,
        /** Trying again cannot help until a person changes something. */
        PERMANENT,
        /** Box does not know the stream position, which is permanent too. */
        INVALID_POSITION
    }

    private final int status;
    private final Kind kind;
    private final transient Duration retryAfter;

    /**
     * A failure that trying again may cure.
     *
     * @param message for people; holds no secret
     * @param cause   whose messages hold none either; or null
     */
    public BoxApiException(String message, Throwable cause) {
        this(message, 0, Kind.TRANSIENT, null, cause);
    }

    BoxApiException(String message, int status, Kind kind, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /**
     * A failure that no answer of Box tells of, and that trying again cannot cure until a person changes something.
     *
     * @param message for people; holds no secret
     */
    public static BoxApiException permanent(String message) {
        return new BoxApiException(message, 0, Kind.PERMANENT, null, null);
    }

    /**
     * The HTTP status of the answer; 0 if there was none.
     */
    public int status() {
        return status;
    }

    /**
     * How long Box asks to wait ({@code Retry-After}); null if it does not.
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Whether trying again cannot help until a person changes something: credentials, permissions or the position.
     */
    public boolean isPermanent() {
        return kind != Kind.TRANSIENT;
    }

    /**
     * Whether Box rejected the stream position.
     */
    public boolean isInvalidPosition() {
        return kind == Kind.INVALID_POSITION;
    }
}
