// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the requests of a stream have in common. Immutable.
 *
 * @param baseUrl        the Box API, without a slash at the end; requests go to {@code {baseUrl}/events}
 * @param streamType     the stream
 * @param filters        further parameters of {@code GET /events}, which choose among the events
 * @param limit          events per page, 1 to 500
 * @param asUser         value of the {@code As-User} header, or null
 * @param requestTimeout bound of an OPTIONS or GET, from its start to the end of its response
 * @param realtimeAuth   whether the long poll carries the {@code Authorization} header
 * @param realtimeHosts  host suffixes that are trusted for the long poll, besides the host of {@code baseUrl}
 */
public record RequestSettings(URI baseUrl, StreamType streamType, Map<String, String> filters, int limit, String asUser,
        Duration requestTimeout, RealtimeAuth realtimeAuth, List<String> realtimeHosts) {

    public RequestSettings {
        filters = Map.copyOf(filters);
        realtimeHosts = List.copyOf(realtimeHosts);
    }
}
