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
 * What happened in the simulated account since the demo began, against what the route had of it. Thread-safe: nothing arrives
 * before it is noted that it happened.
 */
public final class Ledger {

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
    public Ledger(LongSupplier eventCount) {
        this.eventCount = eventCount;
    }

    /**
     * @param number    which event of the account it is, from 1
     * @param nanoTime  when it happened
     * @param byVisitor whether somebody who looks at the page did it
     */
    record Happening(long number, long nanoTime, boolean byVisitor) {
    }

    /**
     * @param happened     events that happened
     * @param arrived      those of them that the route had
     * @param lost         those that it had not, and never will, since the stored position is behind them
     * @param medianMillis how long the last 100 took from the act to the route, half of them less; null if there are none
     */
    record Tally(long happened, long arrived, long lost, Double medianMillis) {

        long onTheWay() {
            return happened - arrived - lost;
        }
    }

    /** Something happens that the account's other users do. */
    public void happens(Supplier<List<String>> act) {
        happens(act, false);
    }

    /**
     * @param act returns the ids of its events
     */
    synchronized void happens(Supplier<List<String>> act, boolean byVisitor) {
        long now = System.nanoTime();
        List<String> ids = act.get();
        long number = eventCount.getAsLong() - ids.size();
        for (String id : ids) {
            missing.put(id, new Happening(++number, now, byVisitor));
        }
        happened += ids.size();
    }

    /**
     * The route has an event.
     *
     * @return what is known of it; null if it happened before the demo began, or had arrived already
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
