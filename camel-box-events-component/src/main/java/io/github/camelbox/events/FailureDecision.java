// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;

import io.github.camelbox.events.box.RetryPolicy;

/**
 * What happens to an event whose Exchange failed: the options {@code onFailure} and {@code maxRetries} applied. Immutable.
 *
 * @param action retry, skip or stop
 * @param delay  before the retry; zero for the others
 * @param text   for people
 */
record FailureDecision(OnFailure action, Duration delay, String text) {

    /**
     * @param failures how often the event has failed, from 1
     */
    static FailureDecision of(BoxEventsEndpoint endpoint, int failures) {
        RetryPolicy policy = endpoint.options().retryPolicy();
        return switch (endpoint.getConfiguration().getOnFailure()) {
            case skip -> new FailureDecision(OnFailure.skip, Duration.ZERO, "Skipped (option onFailure)");
            case stop -> new FailureDecision(
                    OnFailure.stop, Duration.ZERO, "Stopping, the position stays before it (option onFailure)");
            case retry -> {
                if (policy.isExhausted(failures)) {
                    yield new FailureDecision(
                            OnFailure.stop, Duration.ZERO, "Given up after " + failures + " consecutive failures, stopping,"
                                                           + " the position stays before it (option maxRetries)");
                }
                Duration delay = policy.delay(failures);
                yield new FailureDecision(OnFailure.retry, delay, "Trying again in " + StreamReporter.seconds(delay));
            }
        };
    }
}
