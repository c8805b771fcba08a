// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.benchmark.server.Account;

/** Counts events and, if asked to, keeps the number of each and when it arrived. Thread-safe. */
final class Arrivals {

    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch complete = new CountDownLatch(1);
    private final long expected;
    private final boolean keeping;
    private final List<Long> numbers = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private long count;

    /**
     * @param expected after how many events {@link #await} returns
     * @param keeping  whether to keep number and time of each
     */
    Arrivals(long expected, boolean keeping) {
        this.expected = expected;
        this.keeping = keeping;
    }

    synchronized void event(String id) {
        if (keeping) {
            // The server's id ends with the number.
            numbers.add(Long.parseLong(id, id.length() - 12, id.length(), 16));
            times.add(Account.micros());
        }
        events(1);
    }

    synchronized void events(int number) {
        count += number;
        if (count >= expected) {
            complete.countDown();
        }
    }

    /** Returns when all events have arrived; fails if none arrives any more. */
    void await() throws InterruptedException {
        long before = -1;
        while (!complete.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            if (count() == before) {
                throw new IllegalStateException("no more events after " + before + " of " + expected);
            }
            before = count();
        }
    }

    private synchronized long count() {
        return count;
    }

    synchronized List<Long> numbers() {
        return List.copyOf(numbers);
    }

    /** In microseconds of {@link Account#micros()}. */
    synchronized List<Long> times() {
        return List.copyOf(times);
    }
}
