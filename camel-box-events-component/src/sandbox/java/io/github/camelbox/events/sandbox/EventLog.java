// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** The account's events, oldest first, and the callers that wait for the next one. Thread-safe. */
final class EventLog {

    /** Why a wait ended. */
    enum Wake { NEWER, TIME_UP, RELEASED, STOPPED, CALLER_GONE }

    /** The position before the first event: above 2^53, so that a detour through a double shows. */
    private static final long FIRST_POSITION = 1152922976252290800L;
    /** How often a waiting call looks whether its caller has hung up. */
    private static final long CALLER_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayList<EventSource> events = new ArrayList<>();
    private EventFile file;
    private long round;
    private boolean stopped;
    private int held;

    /**
     * Appends {@code count} events that one source renders, and wakes the waiting calls.
     *
     * @param  maker makes the source, given the index of the first of these events
     * @return       how many events there are now
     */
    long append(int count, LongFunction<EventSource> maker) {
        lock.lock();
        try {
            List<EventSource> added = Collections.nCopies(count, maker.apply(events.size()));
            if (file != null) {
                file.append(added, events.size());
            }
            events.addAll(added);
            changed.signalAll();
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    /** Begins with the events in this file, and keeps those to come there too. */
    void keepIn(EventFile newFile) {
        lock.lock();
        try {
            if (!events.isEmpty()) {
                throw new IllegalStateException("There are events already");
            }
            events.addAll(newFile.load());
            file = newFile;
        } finally {
            lock.unlock();
        }
    }

    long size() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    /** The sources of the events from one index up to, but not including, another, cut to what there is. */
    List<EventSource> read(long from, long to) {
        lock.lock();
        try {
            int end = (int) Math.min(to, events.size());
            int start = (int) Math.min(from, end);
            return new ArrayList<>(events.subList(start, end));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an event at or after this index; a negative index stands for the next event from now on. */
    Wake awaitEvent(long index, Duration atMost, BooleanSupplier callerGone) throws InterruptedException {
        lock.lock();
        try {
            long wanted = index < 0 ? events.size() : index;
            held++;
            try {
                return await(() -> events.size() > wanted, atMost, callerGone);
            } finally {
                held--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets this time pass. */
    Wake pause(Duration duration, BooleanSupplier callerGone) throws InterruptedException {
        lock.lock();
        try {
            return await(() -> false, duration, callerGone);
        } finally {
            lock.unlock();
        }
    }

    private Wake await(BooleanSupplier newer, Duration atMost, BooleanSupplier callerGone) throws InterruptedException {
        long end = System.nanoTime() + nanos(atMost);
        long myRound = round;
        while (true) {
            long left = end - System.nanoTime();
            if (stopped) {
                return Wake.STOPPED;
            } else if (round != myRound) {
                return Wake.RELEASED;
            } else if (newer.getAsBoolean()) {
                return Wake.NEWER;
            } else if (left <= 0) {
                return Wake.TIME_UP;
            } else if (callerGone.getAsBoolean()) {
                return Wake.CALLER_GONE;
            }
            changed.awaitNanos(Math.min(left, CALLER_CHECK_NANOS));
        }
    }

    private static long nanos(Duration duration) {
        long longest = TimeUnit.DAYS.toNanos(3650);
        return duration.compareTo(Duration.ofDays(3650)) > 0 ? longest : duration.toNanos();
    }

    int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all events and their file, which stays as it is, and releases the waiting calls. */
    void clear() {
        lock.lock();
        try {
            file = null;
            events.clear();
            events.trimToSize();
            round++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Releases the waiting calls. */
    void release() {
        lock.lock();
        try {
            round++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** While stopped, no call waits; the events stay. */
    void stopped(boolean now) {
        lock.lock();
        try {
            stopped = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static String positionAfter(long count) {
        return Long.toString(FIRST_POSITION + count);
    }

    /** How many events lie before this position; -1 if it is not one of this log's positions. */
    long indexOf(String position) {
        try {
            long index = Long.parseLong(position) - FIRST_POSITION;
            return index >= 0 && index <= size() && positionAfter(index).equals(position) ? index : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
