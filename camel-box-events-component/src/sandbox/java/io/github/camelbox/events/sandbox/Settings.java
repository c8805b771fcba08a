// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;

/** What can be changed while the sandbox runs. A new instance holds the defaults. Thread-safe. */
final class Settings {

    static final String DEFAULT_TOKEN = "sandbox-access-token";
    private static final Duration DEFAULT_RETRY_TIMEOUT = Duration.ofSeconds(610);

    volatile String accessToken = DEFAULT_TOKEN;
    volatile RealtimeServer realtime = new RealtimeServer("10", "10", 610);
    volatile String realtimeUrl;
    volatile Duration holdFor;
    volatile boolean realtimeNeedsToken;
    volatile boolean positionsAsText;
    volatile int overlap;
    volatile int pageLimit = Integer.MAX_VALUE;
    volatile boolean repeatWithinPage;
    volatile Duration latency = Duration.ZERO;
    volatile RateLimit rateLimit;

    /** Values of the OPTIONS answer; null leaves one out. */
    record RealtimeServer(Object ttl, Object maxRetries, Object retryTimeout) {
    }

    Duration hold() {
        Duration set = holdFor;
        return set != null ? set : retryTimeout(realtime.retryTimeout());
    }

    private static Duration retryTimeout(Object value) {
        try {
            double seconds = value == null ? -1 : Double.parseDouble(value.toString());
            return seconds < 0 ? DEFAULT_RETRY_TIMEOUT : Duration.ofMillis((long) (seconds * 1000));
        } catch (NumberFormatException e) {
            return DEFAULT_RETRY_TIMEOUT;
        }
    }
}
