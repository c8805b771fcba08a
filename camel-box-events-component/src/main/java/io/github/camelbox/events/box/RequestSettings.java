// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the requests of a stream have in common. Immutable.
 *
 * @param baseUrl        without a slash at the end; requests go to {@code {baseUrl}/events}
 * @param filters        further parameters of {@code GET /events}, which choose among the events
 * @param createdAfter   where a history begins, or null
 * @param asUser         may be null
 * @param requestTimeout bound of an OPTIONS or GET, from its start to the end of its response
 * @param realtimeHosts  host suffixes that are trusted for the long poll, besides the host of {@code baseUrl}
 */
public record RequestSettings(URI baseUrl, StreamType streamType, Map<String, String> filters, HistoryTime createdAfter,
        int limit, String asUser,
        Duration requestTimeout, RealtimeAuth realtimeAuth, List<String> realtimeHosts) {

    public RequestSettings {
        filters = Map.copyOf(filters);
        realtimeHosts = List.copyOf(realtimeHosts);
    }
}
