// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.time.Instant;

/**
 * What the cycle needs to know besides its requests. Immutable.
 *
 * @param pollInterval         without long poll: the pause between drains; with it: the interval at which to ask while it does
 *                             not work, or null for no such fallback
 * @param begin                of a bounded history; null if it does not say
 * @param end                  when a bounded history ends once it is drained; null for never
 * @param longPollTimeout      instead of the server's {@code retry_timeout}, or null
 * @param longPollMaxRetries   instead of the server's {@code max_retries}, or null
 * @param maxRequestsPerMinute budget of API requests; 0 for no limit
 * @param restartPosition      where to continue when Box rejects the position; null to report it and keep trying
 */
public record StreamSettings(boolean longPoll, Duration pollInterval, Instant begin, Instant end, int limit,
        Duration longPollTimeout,
        Integer longPollMaxRetries, int maxRequestsPerMinute, RetryPolicy retryPolicy, String restartPosition) {
}
