// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

import io.github.camelbox.events.box.Operation;

/** What a subscription has done since it began: for JMX, the health check, the dev console and meters. Thread-safe. */
public final class StreamStatistics {

    private final LongAdder events = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    // By operation. Arrays, since a process may have thousands of streams.
    private final AtomicLongArray requests = counters();
    private final AtomicLongArray failures = counters();
    private final AtomicLongArray successes = counters();
    private volatile Instant lastSuccess;
    private volatile HandedOut last;
    private volatile IntConsumer handedOut = count -> {
    };

    /** When an event happened, and when it was handed to the route. */
    private record HandedOut(OffsetDateTime created, long millis) {
    }

    private static AtomicLongArray counters() {
        return new AtomicLongArray(Operation.values().length);
    }

    void requested(Operation operation) {
        requests.incrementAndGet(operation.ordinal());
    }

    void succeeded(Operation operation) {
        successes.incrementAndGet(operation.ordinal());
        if (operation == Operation.CONNECT || operation == Operation.POLL || operation == Operation.FETCH) {
            lastSuccess = Instant.now();
        }
    }

    void failed(Operation operation) {
        failures.incrementAndGet(operation.ordinal());
    }

    /** So many events are handed to the route; created is when the last one happened, or null. */
    public void handedOut(int count, OffsetDateTime created) {
        events.add(count);
        handedOut.accept(count);
        if (created != null) {
            last = new HandedOut(created, System.currentTimeMillis());
        }
    }

    /** The Exchange of so many events has succeeded. */
    public void processed(int count) {
        delivered.add(count);
    }

    /** A repeat was dropped. */
    public void dropped() {
        duplicates.increment();
    }

    /** Calls the listener with the count of each Exchange's events. Only one may listen, and it must not throw. */
    public void onHandedOut(IntConsumer listener) {
        handedOut = listener;
    }

    /** Events handed to the route, each counted once. */
    public long events() {
        return events.sum();
    }

    /** Events whose Exchange has succeeded. */
    public long delivered() {
        return delivered.sum();
    }

    /** Repeats that were dropped. */
    public long duplicates() {
        return duplicates.sum();
    }

    public long requests(Operation operation) {
        return requests.get(operation.ordinal());
    }

    public long failures(Operation operation) {
        return failures.get(operation.ordinal());
    }

    public long successes(Operation operation) {
        return successes.get(operation.ordinal());
    }

    /** Seconds since the last response of Box of any kind, an ended long poll included; null before the first. */
    public Long secondsSinceLastSuccess() {
        Instant last = lastSuccess;
        return last == null ? null : Duration.between(last, Instant.now()).toSeconds();
    }

    /** {@code created_at} of the last event that had one; null before. */
    public Instant lastEventTime() {
        HandedOut event = last;
        return event == null ? null : event.created.toInstant();
    }

    /** How old that event was when it was handed to the route. */
    public long lagMillis() {
        HandedOut event = last;
        // Saturates: an event may bear a time that no clock will ever show.
        return event == null ? 0 : Math.max(0, TimeUnit.MILLISECONDS.convert(
                Duration.between(event.created.toInstant(), Instant.ofEpochMilli(event.millis))));
    }
}
