// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.Deadline;

/**
 * How long to wait after a failure: exponential with a cap, jittered. Durations of any length are fine. Immutable; the failures
 * are counted by the caller.
 *
 * @param initialDelay after the first failure
 * @param multiplier   growth from one consecutive failure to the next
 * @param maxDelay     cap of the growth
 * @param maxRetries   consecutive failures that are retried; negative for no end
 */
public record RetryPolicy(Duration initialDelay, double multiplier, Duration maxDelay, int maxRetries) {

    /** A server that asks for more is not believed: a wrong {@code Retry-After} must not silence the stream for days. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /**
     * The delay after so many consecutive failures: at random between half of the exponential delay and the whole of it.
     *
     * @param failures 1 or more
     */
    public Duration delay(int failures) {
        double nanos = Deadline.nanos(initialDelay) * Math.pow(multiplier, failures - 1.0);
        return jittered(Math.min(nanos, Deadline.nanos(maxDelay)));
    }

    /**
     * The delay after a failure: what the server asked for if it did, the longest one if retrying cannot fix it, else
     * {@link #delay(int)}. A server that asks for no delay at all, or for one that is over, gets the usual one: it may do so
     * for ever.
     */
    public Duration delay(int failures, Throwable failure) {
        if (!(failure instanceof BoxApiException api)) {
            return delay(failures);
        }
        if (api.retryAfter() != null && !api.retryAfter().isZero()) {
            return api.retryAfter().compareTo(LONGEST_RETRY_AFTER) < 0 ? api.retryAfter() : LONGEST_RETRY_AFTER;
        }
        return api.isPermanent() ? jittered(Deadline.nanos(maxDelay)) : delay(failures);
    }

    /**
     * Whether so many consecutive failures are too many.
     */
    public boolean isExhausted(int failures) {
        return maxRetries >= 0 && failures > maxRetries;
    }

    private static Duration jittered(double nanos) {
        return Duration.ofNanos((long) (nanos * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
    }
}
