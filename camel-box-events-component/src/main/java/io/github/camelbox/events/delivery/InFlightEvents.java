// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.position.CommitWriter;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import io.github.camelbox.events.stream.StreamReporter;
import org.apache.camel.Exchange;

/**
 * The events of a subscription that were taken and are not done: in the route, waiting for their retry, or in their lane. Says
 * what becomes of each when its Exchange is complete. Thread-safe.
 * <p>
 * With lanes, an event that waits for its retry takes no place of {@code maxInFlight}; so that failing events do not take all
 * of them, one place is never a retry's.
 */
final class InFlightEvents {

    /** How long after its time a retry is taken by a thread that waits for it, if one does. */
    static final Duration GRACE = Duration.ofMillis(20);

    private record Retry(InFlightEvent event, Deadline due) {
    }

    private final FailurePolicy failurePolicy;
    private final int maxInFlight;
    private final StreamReporter reporter;
    private final Gate gate;
    private final Lanes lanes;
    private final CommitWriter writer;
    private final Runnable wake;
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<InFlightEvent> inRoute = ConcurrentHashMap.newKeySet();
    private final PriorityBlockingQueue<Retry> retries = new PriorityBlockingQueue<>(11, Comparator.comparing(Retry::due));

    InFlightEvents(FailurePolicy failurePolicy, int maxInFlight, StreamReporter reporter, Gate gate, Lanes lanes,
            CommitWriter writer,
            Runnable wake) {
        this.failurePolicy = failurePolicy;
        this.maxInFlight = maxInFlight;
        this.reporter = reporter;
        this.gate = gate;
        this.lanes = lanes;
        this.writer = writer;
        this.wake = wake;
    }

    /** An event comes from the stream, on its way into the route; null if the gate is closed: then it waits there. */
    InFlightEvent take(InFlightEvent event) {
        taken.incrementAndGet();
        reporter.statistics().handedOut(event.events().size(), event.created());
        return enterRoute(event);
    }

    /**
     * An event that was taken before, on its way into the route: its retry is due, or the one before it in its lane is done;
     * null if there is none.
     */
    InFlightEvent takeDue() {
        InFlightEvent retry;
        synchronized (this) {
            retry = nextRetry().hasPassed() ? enterRoute(retries.remove().event) : null;
        }
        InFlightEvent due = retry != null ? retry : takeNextOfLane();
        if (due != null && lanes.isOn() && hasDue()) {
            wake.run();
        }
        return due;
    }

    // As an event from the stream, only if everything is stored. If not, the thread that runs the stream reports it.
    private InFlightEvent takeNextOfLane() {
        if (!lanes.hasNext() || isStoreBroken()) {
            return null;
        }
        if (!writer.isStored()) {
            wake.run();
            return null;
        }
        InFlightEvent next = lanes.next();
        return next == null ? null : take(next);
    }

    /** Whether {@link #takeDue} has one: then a thread that waits for something else must look. */
    boolean hasDue() {
        return nextRetry().hasPassed() || lanes.hasNext() && !isStoreBroken();
    }

    /** The time of a retry has come. Unless it was taken, whoever runs the stream must look. */
    void wakeIfDue() {
        if (nextRetry().hasPassed()) {
            wake.run();
        }
    }

    private boolean isStoreBroken() {
        return writer.hasFailed() || reporter.errors().of(Operation.STORE) != null;
    }

    private InFlightEvent enterRoute(InFlightEvent event) {
        event.enterRoute(gate.openings());
        inRoute.add(event);
        if (gate.isOpen()) {
            return event;
        }
        // Closed meanwhile. Looked at after the event was noted: whoever closed the gate finds it in the route, or it waits.
        event.leaveRoute();
        retries.add(new Retry(event, Deadline.in(Duration.ZERO)));
        leaveRoute(event);
        return null;
    }

    /** When a retry may be taken. */
    Deadline nextRetry() {
        Retry retry = retries.peek();
        return retry == null || isLastPlace() ? Deadline.never() : retry.due;
    }

    private boolean isLastPlace() {
        return lanes.isOn() && inRoute.stream().filter(InFlightEvent::hasFailed).count() >= maxInFlight - 1;
    }

    /**
     * Whether there is nothing to do: the lanes are full, or a retry must come before any other event.
     */
    boolean isFull() {
        return lanes.isOn() ? lanes.isBlocked() && !hasDue() : !retries.isEmpty() && taken.get() >= maxInFlight;
    }

    /**
     * The Exchange of an event is complete, with a failure or null: while the gate is open, success or the failure policy ends
     * the event; while it is closed, success does and failure never does.
     *
     * @return what becomes of an event that failed; null if it is done, or this was said before
     */
    FailurePolicy.Decision completed(InFlightEvent event, Exchange exchange, Throwable failure) {
        if (!event.leaveRoute()) {
            return null;
        }
        if (failure == null) {
            reporter.statistics().processed(event.events().size());
            end(event, true);
            leaveRoute(event);
            return null;
        }
        FailurePolicy.Decision decision
                = gate.isOpen() ? failurePolicy.decide(event.failed()) : FailurePolicy.whileClosed();
        // First, for a stop waits for no ExceptionHandler.
        leaveRoute(event);
        try {
            reporter.exchangeFailed(event, exchange, failure, decision.text());
        } finally {
            apply(decision, event);
        }
        return decision;
    }

    private void leaveRoute(InFlightEvent event) {
        inRoute.remove(event);
        gate.signal();
    }

    private void apply(FailurePolicy.Decision decision, InFlightEvent event) {
        if (decision.action() == OnFailure.skip) {
            end(event, false);
            gate.signal();
        } else if (decision.action() == OnFailure.retry) {
            retries.add(new Retry(event, Deadline.in(decision.delay())));
        }
    }

    private void end(InFlightEvent event, boolean success) {
        event.end(success);
        lanes.leave(event);
        taken.decrementAndGet();
        reporter.errors().ended(event);
    }

    boolean isEmpty() {
        return taken.get() == 0;
    }

    /** Waits until none is in the route; false if some are when the time is up. */
    boolean awaitRoute(Duration time) throws InterruptedException {
        return gate.awaitInterruptibly(inRoute::isEmpty, Deadline.in(time));
    }

    /**
     * What is wrong if all places have been taken since before a suspend; null if they are not. A slow route is no
     * error, but one that has not finished since before a suspend and a resume is.
     */
    CurrentError stuck() {
        int opening = gate.openings();
        InFlightEvent one = inRoute.size() >= maxInFlight ? inRoute.stream().findAny().orElse(null) : null;
        return one == null || inRoute.stream().anyMatch(event -> event.opening() == opening) ? null
                : CurrentError.noticed(Operation.EXCHANGE, "waiting for the Exchange of " + one
                        + ", which has been in the route since before the consumer was suspended", null);
    }
}
