// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.benchmark.server.Clock;

/** Counts events, and notes when each came if it is asked to. For one thread at a time; {@link #await} is for any. */
class Arrivals {

    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch complete = new CountDownLatch(1);
    private final boolean noting;
    private final long expected;

    private volatile long count;
    private long[] numbers = new long[1024];
    private long[] times = new long[1024];

    /**
     * @param expected after how many events {@link #await} returns
     * @param noting   whether to note number and time of each
     */
    Arrivals(long expected, boolean noting) {
        this.expected = expected;
        this.noting = noting;
    }

    /** An event has come, and this is its id. */
    void event(String id) {
        if (noting) {
            note(Long.parseLong(id, id.length() - 12, id.length(), 16));
        }
        events(1);
    }

    /** So many events have come. */
    void events(int number) {
        count += number;
        if (count >= expected) {
            complete.countDown();
        }
    }

    private void note(long number) {
        int at = (int) count;
        if (at == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * at);
            times = Arrays.copyOf(times, 2 * at);
        }
        numbers[at] = number;
        times[at] = Clock.micros();
    }

    /** Returns when all have come; fails if none comes any more. */
    void await() throws InterruptedException {
        long before = -1;
        while (!complete.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            if (count == before) {
                throw new IllegalStateException("after " + count + " of " + expected + " events no more came");
            }
            before = count;
        }
    }

    long count() {
        return count;
    }

    /** The numbers of the events, in the order of their coming. */
    long[] numbers() {
        return Arrays.copyOf(numbers, (int) count);
    }

    /** When they came: microseconds of {@link Clock}. */
    long[] times() {
        return Arrays.copyOf(times, (int) count);
    }
}
