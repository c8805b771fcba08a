// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A route that takes its time, fails on demand, and notes what must not happen. Thread-safe. */
final class LifeRoute implements Processor {

    private final Random random;
    private final Function<BoxEvent, String> laneOf;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Map<String, Thread> inRoute = new ConcurrentHashMap<>();
    private final Map<String, String> lanes = new ConcurrentHashMap<>();
    private final Set<String> succeeded = new LinkedHashSet<>();
    private final List<String> findings = new CopyOnWriteArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);
    private volatile boolean calm;
    // Exchanges that a stop may leave in the route; what follows them may meet them there.
    private volatile Set<Thread> outlived = Set.of();

    /** Of the events with one lane, no two may be in the route at once. */
    LifeRoute(Random random, Function<BoxEvent, String> laneOf) {
        this.random = random;
        this.laneOf = laneOf;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<BoxEvent> events = events(exchange);
        List<String> ids = ids(exchange);
        if (events.isEmpty()) {
            findings.add("an empty batch");
        }
        deliveries.addAndGet(events.size());
        events.forEach(this::enter);
        try {
            linger();
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("the route fails");
            }
            synchronized (succeeded) {
                succeeded.addAll(ids);
            }
        } finally {
            ids.forEach(id -> inRoute.remove(id, Thread.currentThread()));
            arrivals.release();
        }
    }

    private void enter(BoxEvent event) {
        String id = event.getEventId();
        String lane = laneOf.apply(event);
        lanes.put(id, lane);
        Thread other = inRoute.put(id, Thread.currentThread());
        if (other != null && !outlived.contains(other)) {
            findings.add(id + " is in the route twice at once");
        }
        inRoute.forEach((another, thread) -> {
            if (thread != Thread.currentThread() && lane.equals(lanes.get(another)) && !outlived.contains(thread)) {
                findings.add(id + " meets " + another + " of the lane " + lane);
            }
        });
    }

    private static List<BoxEvent> events(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        return body instanceof BoxEventBatch batch ? batch : List.of((BoxEvent) body);
    }

    /** Of the event, or of the batch. */
    static List<String> ids(Exchange exchange) {
        return events(exchange).stream().map(BoxEvent::getEventId).toList();
    }

    private void linger() throws InterruptedException {
        int millis;
        synchronized (random) {
            millis = calm ? 0 : random.nextInt(10) < 7 ? 0 : random.nextInt(8);
        }
        if (millis > 0) {
            // The time that a route takes, not a synchronisation.
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }

    /** The next so many Exchanges fail. */
    void fail(int count) {
        failures.set(count);
    }

    /** Neither slow nor failing from now on. */
    void calm() {
        failures.set(0);
        calm = true;
    }

    /** A stop that does not wait leaves these in the route. */
    void outlived() {
        outlived = Set.copyOf(inRoute.values());
    }

    /** Waits for the next delivery, if one comes soon. */
    void awaitSomething() throws InterruptedException {
        arrivals.drainPermits();
        arrivals.tryAcquire(Duration.ofMillis(20).toMillis(), TimeUnit.MILLISECONDS);
    }

    List<String> missing(List<String> published) {
        List<String> missing = new ArrayList<>(published);
        synchronized (succeeded) {
            missing.removeAll(succeeded);
        }
        return missing;
    }

    /** The events of each lane in the order in which each succeeded for the first time. */
    Map<String, List<String>> firstSuccesses() {
        synchronized (succeeded) {
            return byLane(succeeded);
        }
    }

    /** Events that were delivered, by lanes. */
    Map<String, List<String>> byLane(Collection<String> ids) {
        return ids.stream().collect(Collectors.groupingBy(lanes::get));
    }

    int repeats() {
        synchronized (succeeded) {
            return deliveries.get() - succeeded.size();
        }
    }

    List<String> findings() {
        return findings;
    }
}
