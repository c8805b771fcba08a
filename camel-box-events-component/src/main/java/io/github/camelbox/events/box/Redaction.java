// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * Takes the secrets that a client has used out of a text. Remembers the latest ones, since a response may quote the one before.
 * Thread-safe.
 */
final class Redaction implements UnaryOperator<String> {

    private static final int REMEMBERED = 8;

    // Guarded by this.
    private final Deque<String> secrets = new ArrayDeque<>();

    /** The token of an {@code Authorization} header is a secret. */
    synchronized void addAuthorization(String authorization) {
        add(authorization.substring(authorization.indexOf(' ') + 1));
    }

    /** Each value in the query of a real-time server's URL is a secret. */
    synchronized void addQuery(String query) {
        for (String parameter : query.split("&")) {
            add(parameter.substring(parameter.indexOf('=') + 1));
        }
    }

    private void add(String secret) {
        if (!secrets.remove(secret) && secrets.size() == REMEMBERED) {
            secrets.removeFirst();
        }
        secrets.addLast(secret);
    }

    @Override
    public synchronized String apply(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = HttpCaller.without(secret, redacted);
        }
        return redacted;
    }
}
