// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What happened in the simulated account since it was opened, and what of it the route received. Thread-safe: nothing arrives
 * before it is recorded that it happened.
 */
final class Ledger {

    private static final int LATENCIES = 100;

    private final LongSupplier eventCount;
    // By event id, in the order in which they happened.
    private final Map<String, Happening> missing = new LinkedHashMap<>();
    private final Deque<Long> latencies = new ArrayDeque<>();
    private long happened;
    private long arrived;

    /**
     * @param eventCount how many events there are in the account
     */
    Ledger(LongSupplier eventCount) {
        this.eventCount = eventCount;
    }

    /**
     * @param number    which event of the account it is, from 1
     * @param nanoTime  when it happened
     * @param byVisitor whether a button of the page did it
     */
    record Happening(long number, long nanoTime, boolean byVisitor) {
    }

    /**
     * @param happened     events that happened
     * @param arrived      those of them that the route received
     * @param lost         those that it did not receive and never will, since the stored position is after them
     * @param medianMillis the median time of the last 100 from the activity to the route; null if there are none
     */
    record Tally(long happened, long arrived, long lost, Double medianMillis) {

        long onTheWay() {
            return happened - arrived - lost;
        }
    }

    /**
     * @param activity returns the ids of its events
     */
    synchronized void happens(Supplier<List<String>> activity, boolean byVisitor) {
        long now = System.nanoTime();
        List<String> ids = activity.get();
        long number = eventCount.getAsLong() - ids.size();
        for (String id : ids) {
            missing.put(id, new Happening(++number, now, byVisitor));
        }
        happened += ids.size();
    }

    /**
     * The route received an event.
     *
     * @return what is known of it; null if it happened before the account was opened, or had arrived already
     */
    synchronized Happening arrived(String id, long nanoTime) {
        Happening happening = missing.remove(id);
        if (happening != null) {
            arrived++;
            latencies.addLast(nanoTime - happening.nanoTime());
            if (latencies.size() > LATENCIES) {
                latencies.removeFirst();
            }
        }
        return happening;
    }

    /**
     * @param stored how many events of the account lie before the position that is stored
     */
    synchronized Tally tally(long stored) {
        long lost = 0;
        Iterator<Happening> oldestFirst = missing.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().number() <= stored) {
            lost++;
        }
        return new Tally(happened, arrived, lost, median());
    }

    private Double median() {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? null : sorted[sorted.length / 2] / 1e6;
    }
}
