// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.camelbox.events.box.Operation;

/**
 * What a consumer has done since it was made, and what troubles it now: for JMX, the health check and the dev console.
 * Thread-safe.
 */
final class StreamStatistics {

    private final LongAdder events = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder failedExchanges = new LongAdder();
    private final Map<Operation, LongAdder> requests = counters();
    private final Map<Operation, LongAdder> failures = counters();
    private final Map<Operation, LongAdder> successes = counters();

    // What is wrong, by what it is wrong with: an operation, or an event that the route cannot handle.
    private final Map<Object, String> troubles = new ConcurrentHashMap<>();
    private volatile Instant lastGood;
    private volatile Instant lastEventTime;
    private volatile long lagMillis;

    private static Map<Operation, LongAdder> counters() {
        return Arrays.stream(Operation.values()).collect(Collectors.toMap(Function.identity(), operation -> new LongAdder()));
    }

    void requested(Operation operation) {
        requests.get(operation).increment();
    }

    void succeeded(Operation operation) {
        successes.get(operation).increment();
        troubles.remove(operation);
        if (operation == Operation.FETCH) {
            lastGood = Instant.now();
        }
    }

    void failed(Operation operation, String message) {
        failures.get(operation).increment();
        troubles.put(operation, message);
    }

    void handedOut(InFlightEvent event) {
        events.increment();
        if (event.created() != null) {
            lastEventTime = event.created().toInstant();
            lagMillis = Math.max(0, System.currentTimeMillis() - lastEventTime.toEpochMilli());
        }
    }

    void dropped() {
        duplicates.increment();
    }

    void exchangeFailed(InFlightEvent event, String message) {
        failedExchanges.increment();
        troubles.put(event, message);
    }

    /** The event troubles nobody any more. */
    void exchangeSettled(InFlightEvent event) {
        troubles.remove(event);
    }

    /** Forgets the troubles of a run that is over. */
    void newRun() {
        troubles.clear();
    }

    long events() {
        return events.sum();
    }

    long duplicates() {
        return duplicates.sum();
    }

    long failedExchanges() {
        return failedExchanges.sum();
    }

    long requests(Operation operation) {
        return requests.get(operation).sum();
    }

    long failures(Operation operation) {
        return failures.get(operation).sum();
    }

    long successes(Operation operation) {
        return successes.get(operation).sum();
    }

    /** When {@code GET /events} last worked; null if it never has. */
    Instant lastGood() {
        return lastGood;
    }

    /** {@code created_at} of the last event that had one; null before. */
    Instant lastEventTime() {
        return lastEventTime;
    }

    /** How old that event was when it was handed to the route. */
    long lagMillis() {
        return lagMillis;
    }

    /**
     * What is wrong now; null if nothing is. A long poll is wrong only while the stream backs off from it: that the next one
     * works shows only when something happens, which may take hours.
     *
     * @param backingOff whether the stream backs off
     */
    String trouble(boolean backingOff) {
        return troubles.entrySet().stream()
                .filter(entry -> backingOff || entry.getKey() != Operation.LONG_POLL)
                .map(Map.Entry::getValue).findFirst().orElse(null);
    }
}
