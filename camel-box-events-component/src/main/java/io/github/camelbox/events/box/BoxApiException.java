// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.time.Duration;

/**
 * A request to Box that failed. The message is one line: what was requested, what came back, what to do; it holds
 * no token and no real-time channel, and neither do its causes.
 */
public class BoxApiException extends IOException {

    /** What kind of failure it is, as far as the stream acts on it. */
    public enum Kind {
        /** Retrying may help. */
        TRANSIENT,
        /** Retrying cannot help until the user changes something. */
        PERMANENT,
        /** Box rejected the stream position, which is permanent too. */
        INVALID_POSITION
    }

    private final int status;
    private final Kind kind;
    private final transient Duration retryAfter;

    /**
     * A failure that retrying may cure.
     *
     * @param message one line that holds no secret
     * @param cause   whose messages hold none either; or null
     */
    public BoxApiException(String message, Throwable cause) {
        this(message, 0, Kind.TRANSIENT, null, cause);
    }

    public BoxApiException(String message, int status, Kind kind, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /**
     * A failure that did not come from Box and that retrying cannot fix, such as a missing file.
     *
     * @param message one line that holds no secret
     */
    public static BoxApiException permanent(String message) {
        return new BoxApiException(message, 0, Kind.PERMANENT, null, null);
    }

    /**
     * The HTTP status of the response; 0 if there was none.
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
     * Whether retrying cannot help until the user changes something: credentials, permissions or the position.
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

    /** There is no access token for a request, or its token could not be renewed: the login failed, not the request. */
    public static final class LoginException extends BoxApiException {

        LoginException(BoxApiException e) {
            super(e.getMessage(), e.status, e.kind, e.retryAfter, e.getCause());
        }
    }
}
