// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a stream needs to know. Immutable.
 *
 * @param baseUrl              the Box API, without a slash at the end; requests go to {@code {baseUrl}/events}
 * @param streamType           Box's name of the stream
 * @param pollInterval         pause between drains of a stream without long poll; null for one that has it
 * @param filters              parameters of {@code GET /events} that choose among the events
 * @param end                  when the stream is over once it is drained; null for never
 * @param limit                events per page
 * @param asUser               value of the {@code As-User} header, or null
 * @param requestTimeout       bound of an OPTIONS or GET, from its start to the end of its answer
 * @param longPollTimeout      instead of the server's {@code retry_timeout}, or null
 * @param longPollMaxRetries   instead of the server's {@code max_retries}, or null
 * @param realtimeAuth         whether the long poll carries the {@code Authorization} header
 * @param realtimeHosts        host suffixes trusted for the long poll, besides the host of {@code baseUrl}
 * @param maxRequestsPerMinute budget of requests, long polls included; 0 for no limit
 * @param retryPolicy          delays after failures
 * @param restartPosition      where to go on when Box rejects the position; null to report it and keep trying
 */
public record StreamSettings(URI baseUrl, String streamType, Duration pollInterval, Map<String, String> filters, Instant end,
        int limit, String asUser, Duration requestTimeout, Duration longPollTimeout, Integer longPollMaxRetries,
        RealtimeAuth realtimeAuth, List<String> realtimeHosts, int maxRequestsPerMinute, RetryPolicy retryPolicy,
        String restartPosition) {

    public StreamSettings {
        filters = Map.copyOf(filters);
        realtimeHosts = List.copyOf(realtimeHosts);
    }

    /** The position that asks Box for the newest one. */
    public static final String NOW = "now";
    /** The position before everything that Box retains. */
    public static final String EARLIEST = "0";
}
