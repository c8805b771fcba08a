// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The three calls of the Box events protocol, the one that logs in, and those that fetch what an event tells of. */
public enum Call {
    /** {@code OPTIONS /2.0/events}: where to long poll. */
    OPTIONS,
    /** {@code GET} of the realtime url: waits for something to happen. */
    LONG_POLL,
    /** {@code GET /2.0/events}: one page of events. */
    EVENTS,
    /** {@code POST /oauth2/token}: an access token. */
    TOKEN,
    /** Any call of {@code /2.0/files}, {@code /2.0/folders} and {@code /2.0/users}, but for a file's content. */
    ITEMS,
    /** {@code GET /2.0/files/ID/content}: where a file's content is. */
    CONTENT,
    /** {@code GET} of the address that {@link #CONTENT} leads to: the content itself. */
    DOWNLOAD;

    /** Those of the events protocol, without the login. */
    public static final Set<Call> OF_EVENTS = Collections.unmodifiableSet(EnumSet.of(OPTIONS, LONG_POLL, EVENTS));
}
