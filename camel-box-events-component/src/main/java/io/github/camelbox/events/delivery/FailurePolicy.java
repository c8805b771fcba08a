// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;

import io.github.camelbox.events.stream.RetryPolicy;
import io.github.camelbox.events.stream.StreamReporter;

/**
 * What happens to an event, or batch, whose Exchange failed: the options {@code onFailure} and {@code maxRetries}. Immutable.
 */
record FailurePolicy(OnFailure onFailure, RetryPolicy retryPolicy) {

    /** What becomes of the event, the delay before its retry, and what messages say about it. */
    record Decision(OnFailure action, Duration delay, String text) {
    }

    /** With the number of failures of the event so far, from 1. */
    Decision decide(int failures) {
        return switch (onFailure) {
            case skip -> new Decision(OnFailure.skip, Duration.ZERO, "Skipped (option onFailure)");
            case stop -> new Decision(
                    OnFailure.stop, Duration.ZERO, "Stopping, the position stays before it (option onFailure)");
            case retry -> {
                if (retryPolicy.isExhausted(failures)) {
                    yield new Decision(
                            OnFailure.stop, Duration.ZERO, "Given up after " + failures + " consecutive failures, stopping,"
                                    + " the position stays before it (option maxRetries)");
                }
                Duration delay = retryPolicy.delay(failures);
                yield new Decision(OnFailure.retry, delay, "Retrying in " + StreamReporter.seconds(delay));
            }
        };
    }

    /** While suspended or stopping: success ends an event, failure never does. */
    static Decision whileClosed() {
        return new Decision(
                OnFailure.retry, Duration.ZERO,
                "The consumer is suspended or stopping: delivered again when it resumes or starts");
    }
}
