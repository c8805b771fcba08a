/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
