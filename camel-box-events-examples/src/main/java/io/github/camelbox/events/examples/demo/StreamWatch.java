// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.BoxEventsConsumer;
import io.github.camelbox.events.stream.StreamState;

/** Reads the consumer's state and figures, and for the simulated account what the route has not received. Thread-safe. */
final class StreamWatch {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Supplier<BoxEventsConsumer> consumer;
    private final Supplier<String> storedPosition;
    private final Ledger ledger;
    private final ToLongFunction<String> eventsBefore;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanoTime, long requests) {
    }

    /**
     * @param consumer       called at each use; null as long as there is none
     * @param storedPosition likewise
     * @param ledger         null if the account is a real one
     * @param eventsBefore   how many events of the account precede a position
     */
    StreamWatch(Supplier<BoxEventsConsumer> consumer, Supplier<String> storedPosition, Ledger ledger,
            ToLongFunction<String> eventsBefore) {
        this.consumer = consumer;
        this.storedPosition = storedPosition;
        this.ledger = ledger;
        this.eventsBefore = eventsBefore;
    }

    StreamState state() {
        BoxEventsConsumer stream = consumer.get();
        return Arrays.stream(StreamState.values())
                .filter(each -> stream != null && each.toString().equals(stream.getStreamState()))
                .findFirst().orElse(StreamState.STOPPED);
    }

    /** The figures; to be called a few times a second. */
    synchronized ObjectNode status() {
        ObjectNode status = Feed.json().put("at", System.currentTimeMillis());
        BoxEventsConsumer stream = consumer.get();
        String stored = storedPosition.get();
        status.put("stored", stored);
        if (stream != null) {
            status.put("error", stream.getCurrentError());
            status.put("events", stream.getEvents());
            status.put("repeats", stream.getDuplicates());
            // What Box counts: all but long polls.
            status.put("requests", lastMinute(stream.getConnectRequests() + stream.getFetchRequests()));
            status.put("failures",
                    stream.getConnectFailures() + stream.getLongPollFailures() + stream.getFetchFailures());
        }
        if (ledger != null) {
            Ledger.Tally tally = ledger.tally(stored == null ? 0 : eventsBefore.applyAsLong(stored));
            status.put("happened", tally.happened()).put("arrived", tally.arrived()).put("lost", tally.lost());
            status.put("onTheWay", tally.onTheWay()).put("median", tally.medianMillis());
        }
        return status;
    }

    private long lastMinute(long requests) {
        long now = System.nanoTime();
        samples.addLast(new Sample(now, requests));
        while (now - samples.getFirst().nanoTime() > MINUTE) {
            samples.removeFirst();
        }
        return requests - samples.getFirst().requests();
    }
}
