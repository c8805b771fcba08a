// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;

import io.github.camelbox.events.stream.StreamSettings;
import org.apache.camel.spi.IdempotentRepository;

/**
 * What a subscription does, by value. Immutable.
 *
 * @param filter               which events are wanted
 * @param polled               whether callers, not threads of its own, take the events; then an event that waits for its retry
 *                             holds up all others, and how many are in progress is up to the callers
 * @param maxInFlight          how many events may be taken and not done
 * @param duplicateWindow      how many ids are remembered in memory
 * @param idempotentRepository remembers them instead; or null
 * @param idPrefix             of the ids in the repository
 * @param requestTimeout       bound of a call of a user's bean, too
 */
public record SubscriptionSettings(String label, String startPosition, EventFilter filter, boolean polled,
        int maxInFlight, OnFailure onFailure, int duplicateWindow, IdempotentRepository idempotentRepository, String idPrefix,
        Duration requestTimeout, StreamSettings stream) {
}
