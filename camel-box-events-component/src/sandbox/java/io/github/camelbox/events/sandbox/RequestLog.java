// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the sandbox was asked; the oldest requests are dropped beyond {@link #CAPACITY}. Thread-safe. */
final class RequestLog {

    static final int CAPACITY = 100_000;

    private final ArrayDeque<SandboxRequest> requests = new ArrayDeque<>();
    private final Map<Call, Long> counts = new EnumMap<>(Call.class);
    private final Map<Call, Map<String, String>> lastHeaders = new EnumMap<>(Call.class);

    synchronized void add(SandboxRequest request) {
        if (requests.size() == CAPACITY) {
            requests.removeFirst();
        }
        requests.addLast(withSharedHeaders(request));
        counts.merge(request.call(), 1L, Long::sum);
    }

    /** A client sends the same headers again and again: keeping one copy saves most of the memory. */
    private SandboxRequest withSharedHeaders(SandboxRequest request) {
        Map<String, String> last = lastHeaders.put(request.call(), request.headers());
        if (!request.headers().equals(last)) {
            return request;
        }
        lastHeaders.put(request.call(), last);
        return new SandboxRequest(request.call(), request.method(), request.path(), request.query(), last, request.form(),
                request.at());
    }

    synchronized List<SandboxRequest> all() {
        return new ArrayList<>(requests);
    }

    synchronized long count(Call call) {
        return counts.getOrDefault(call, 0L);
    }

    synchronized void clear() {
        requests.clear();
        counts.clear();
        lastHeaders.clear();
    }
}
