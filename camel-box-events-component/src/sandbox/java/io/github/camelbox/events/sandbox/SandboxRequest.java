// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * One request the sandbox received, recorded when it came in, before it was answered.
 *
 * @param call    which of the protocol's calls it was
 * @param method  {@code GET} and so on
 * @param path    path without the query
 * @param query   decoded query parameters; a repeated one has its values joined by a comma
 * @param headers request headers by lower-case name; a repeated one has its values joined by a comma and a space
 * @param form    decoded fields of a form in the body, of a {@link Call#TOKEN} and of an upload only
 * @param at      when it came in
 */
public record SandboxRequest(Call call, String method, String path, Map<String, String> query, Map<String, String> headers,
        Map<String, String> form, Instant at) {

    public SandboxRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        form = Map.copyOf(form);
    }

    /** The value of a header, its name in any case; null if it was not sent. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The decoded value of a query parameter; null if it was not sent. */
    public String query(String name) {
        return query.get(name);
    }
}
