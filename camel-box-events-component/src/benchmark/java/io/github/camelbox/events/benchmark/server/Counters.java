// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What one account was asked. Thread-safe. */
final class Counters {

    final AtomicLong options = new AtomicLong();
    final AtomicLong polls = new AtomicLong();
    final AtomicLong gets = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    /** When a client closed a long poll that had no answer yet: microseconds of {@link Clock}; 0 for never. */
    final AtomicLong pollAbandonedAt = new AtomicLong();

    private static final long MINUTE_MICROS = 60_000_000;

    private long[] times = new long[256];
    private int requests;

    /** A request has come. */
    void count(AtomicLong kind) {
        kind.incrementAndGet();
        synchronized (this) {
            if (requests == times.length) {
                times = Arrays.copyOf(times, 2 * requests);
            }
            times[requests++] = Clock.micros();
        }
    }

    /** The most requests in any sixty seconds. */
    private synchronized long busiestMinute() {
        int most = 0;
        int from = 0;
        for (int to = 0; to < requests; to++) {
            while (times[to] - times[from] >= MINUTE_MICROS) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    void reset() {
        synchronized (this) {
            requests = 0;
        }
        for (AtomicLong each : new AtomicLong[] {options, polls, gets, bytes, pollAbandonedAt}) {
            each.set(0);
        }
    }

    Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        values.put("options", options.get());
        values.put("polls", polls.get());
        values.put("gets", gets.get());
        values.put("bytes", bytes.get());
        values.put("busiestMinute", busiestMinute());
        values.put("pollAbandonedAt", pollAbandonedAt.get());
        return values;
    }
}
