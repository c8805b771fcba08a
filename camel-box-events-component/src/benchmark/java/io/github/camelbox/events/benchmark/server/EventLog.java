// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.util.ArrayList;
import java.util.List;

/** The events of one account: how many there are, when the latest were appended, and who waits for more. Thread-safe. */
final class EventLog {

    // Above 2^53, as Box's own are.
    private static final long FIRST_POSITION = 1_152_922_976_000_000_000L;

    private final List<LongPoll> waiting = new ArrayList<>();
    private final List<Long> appendedAt = new ArrayList<>();
    private final Counters counters = new Counters();
    private int epoch;
    private long size;

    /** The position from which the event of that number comes first. */
    static long position(long number) {
        return FIRST_POSITION + number;
    }

    /** The number of the event at a position that a client sent: its number itself, or {@code 0}; {@code now} is the end. */
    synchronized long number(String position) {
        if (position == null || "now".equals(position)) {
            return size;
        }
        long value = Long.parseLong(position);
        return Math.min(size, value < FIRST_POSITION ? 0 : value - FIRST_POSITION);
    }

    /** Begins anew with so many events, which get ids that no event had before. */
    synchronized void reset(long events) {
        epoch++;
        size = events;
        appendedAt.clear();
        counters.reset();
    }

    /** Appends events, and answers the polls that wait for them. */
    void append(int events) {
        List<LongPoll> woken;
        synchronized (this) {
            long now = Clock.micros();
            for (int i = 0; i < events; i++) {
                appendedAt.add(now);
            }
            size += events;
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(LongPoll::answer);
    }

    /** Has the poll answered when there is an event behind its position: at once, or by {@link #append}. */
    void await(LongPoll poll, long number) {
        synchronized (this) {
            if (number >= size) {
                waiting.add(poll);
                return;
            }
        }
        poll.answer();
    }

    synchronized void abandon(LongPoll poll) {
        waiting.remove(poll);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized long size() {
        return size;
    }

    synchronized int epoch() {
        return epoch;
    }

    /** When the events were appended that came after {@link #reset}, in their order: microseconds of {@link Clock}. */
    synchronized List<Long> appendedAt() {
        return List.copyOf(appendedAt);
    }

    Counters counters() {
        return counters;
    }
}
