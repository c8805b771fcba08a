// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.position.BoundedStore;
import io.github.camelbox.events.position.CommitLog;
import io.github.camelbox.events.position.CommitWriter;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.position.HeldPosition;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.BoxEventStream;
import io.github.camelbox.events.stream.CatchUp;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import io.github.camelbox.events.stream.StreamReporter;
import io.github.camelbox.events.stream.StreamState;
import io.github.camelbox.events.stream.StreamStatistics;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * One consumer's hold on a stream, from start to stop. It owns everything with that lifetime: the claim on the position, the
 * HTTP client, the credentials, the request budget, the books of what is done, the filter of repeats, the statistics; and
 * releases all of it when it ends, however it ends.
 * <p>
 * Both kinds of consumers work on it through {@link #serve}: threads of its own, or callers. They take turns: one runs the
 * stream, the others are in the route or wait. Suspending closes a gate, and nothing else: Exchanges in the route go on, and
 * success is committed as always; while the gate is closed, or once the subscription has ended, failure never ends an event.
 * Thread-safe.
 */
public final class Subscription implements AutoCloseable {

    private final SubscriptionSettings settings;
    private final SubscriptionResources resources;
    private final Gate gate = new Gate();
    private final StreamReporter reporter;
    private final CommitWriter writer;
    private final BoxEventStream stream;
    private final EventFeed feed;

    // Shared by the threads that serve.
    private final Turn turn;
    private final Lanes lanes;
    private final InFlightEvents inFlight;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean stopping;

    private Subscription(SubscriptionSettings settings, SubscriptionResources resources) throws PositionStoreException {
        BoundedStore store = resources.boundedStore(settings, gate);
        String stored = store.read();
        this.settings = settings;
        this.resources = resources;
        this.turn = new Turn(settings.polled());
        this.reporter = new StreamReporter(settings.label(), resources.exceptionHandler(), resources.onEnd(),
                new CatchUp(settings.label(), settings.stream(), InstantSource.system()));
        HeldPosition held = HeldPosition.of(resources.held().get(), stored);
        String position = held.position() != null ? held.position() : stored != null ? stored : settings.startPosition();
        DuplicateFilter delivered = resources.duplicateFilter(settings, gate);
        CommitLog commits = new CommitLog(held.position(), settings.orderingKey() == OrderingKey.none ? null : held.done());
        this.lanes = new Lanes(settings, commits);
        this.writer = new CommitWriter(commits, delivered, store, stored, reporter::foreignWrite, gate);
        this.inFlight = new InFlightEvents(new FailurePolicy(settings.onFailure(), settings.stream().retryPolicy()),
                settings.maxInFlight(), reporter, gate, lanes, writer, this::wake);
        this.stream = new BoxEventStream(resources.opener(), resources.executor(), settings.stream(), position,
                this::isWantedAndNew, commits::isDone, reporter, gate);
        this.feed = new EventFeed(stream, commits, writer, delivered, settings, lanes, reporter);
        reporter.begins(stored, position, resources.store().describe());
    }

    /** Begins a subscription: claims the position and reads it. Sends no request yet. */
    public static Subscription begin(SubscriptionSettings settings, SubscriptionResources resources)
            throws PositionStoreException {
        PositionStore store = resources.store();
        try {
            store.claim();
            return new Subscription(settings, resources);
        } catch (Throwable e) {
            store.close();
            resources.close();
            throw e;
        }
    }

    private boolean isWantedAndNew(BoxEvent event) {
        return feed.isWantedAndNew(event);
    }

    /**
     * Takes one event after the other, and does with each what the handler says: the loop of a delivery thread, and of a caller
     * of the polling consumer. Waits while the subscription is suspended.
     * <p>
     * This is the one failure boundary. Whatever fails is reported and, after a delay, repeated: a step of the stream as it
     * is, an event that was taken as a failed Exchange.
     *
     * @param  deadline how long to wait for an event; one that has passed still asks Box once
     * @param  isDone   whether no event is wanted any more; whoever makes it so calls {@link #wake()} next
     * @return          what the handler returned; null if the deadline has passed, no event is wanted, or this has ended
     */
    public <T> T serve(Deadline deadline, BooleanSupplier isDone, EventHandler<T> handler) {
        while (gate.pass() && !isOver() && !isDone.getAsBoolean()) {
            InFlightEvent event = null;
            try {
                event = take(deadline, isDone);
                T result = event == null ? null : handler.handle(event);
                if (result != null || event == null && deadline.hasPassed()) {
                    return result;
                }
            } catch (Throwable e) {
                if (event != null) {
                    completed(event, null, e);
                } else if (e instanceof CancelledException) {
                    stream.suspended(stopping);
                } else {
                    stream.failed(e);
                }
            } finally {
                if (turn.isHeldByCurrentThread()) {
                    turn.unlock();
                }
            }
        }
        return null;
    }

    // Returns with the turn only if it throws.
    private InFlightEvent take(Deadline deadline, BooleanSupplier isDone) throws Exception {
        InFlightEvent due = inFlight.takeDue();
        if (due != null) {
            return due;
        }
        Deadline until = deadline.or(inFlight.nextRetry());
        if (inFlight.isFull()) {
            gate.await(() -> !gate.isOpen() || isOver() || isDone.getAsBoolean() || !inFlight.isFull(), until);
            return null;
        }
        if (!turn.await(until)) {
            return null;
        }
        if (!gate.isOpen()) {
            // Closed while this thread waited for its turn: an event of the page at hand must wait too.
            throw new CancelledException();
        }
        // Whatever it was woken for is looked at now.
        stream.woken();
        InFlightEvent event = isOver() || isDone.getAsBoolean() || inFlight.hasDue() ? null : feed.take(deadline);
        turn.unlock();
        return event == null ? null : inFlight.take(event);
    }

    /** The Exchange of an event is complete; the failure is null if the route has processed it. */
    public void completed(InFlightEvent event, Exchange exchange, Throwable failure) {
        FailurePolicy.Decision decision = inFlight.completed(event, exchange, failure);
        if (decision != null && decision.action() == OnFailure.stop) {
            reporter.gaveUp(failure);
            stream.wake();
        } else if (decision != null && decision.action() == OnFailure.retry) {
            // The others may wait for their turn since before there was a retry: then the one that runs the stream has to look.
            resources.later(decision.delay().plus(InFlightEvents.GRACE), inFlight::wakeIfDue);
        } else if (settings.polled()) {
            // Not in the caller's unit of work.
            resources.later(Duration.ZERO, this::flush);
        } else {
            flush();
        }
    }

    private void flush() {
        if (!writer.tryFlush()) {
            // The thread that runs the stream reports it, and tries again.
            stream.wake();
            if (!gate.isOpen()) {
                // While suspended, none does.
                resources.later(settings.stream().retryPolicy().delay(1), () -> resources.later(Duration.ZERO, this::flush));
            }
        }
    }

    /** Lets a route process an Exchange; null if the subscription has ended before that was complete. */
    ExchangeOutcome process(Processor processor, Exchange exchange) {
        return ExchangeOutcome.process(processor, exchange, gate);
    }

    void later(Duration delay, Runnable task) {
        resources.later(delay, task);
    }

    /** Lets the thread that runs the stream look whether it is still wanted. */
    public void wake() {
        stream.wake();
    }

    /** As {@link #suspend()}, for good. */
    void stop() {
        stopping = true;
        suspend();
    }

    /** Suspends: cuts the open request off. Exchanges in the route go on. Does not wait. */
    public void suspend() {
        gate.close();
        stream.cut();
    }

    public void resume() {
        gate.open();
    }

    /** Waits until no Exchange is in the route; false if some are when the time is up. */
    boolean awaitRoute(Duration time) throws InterruptedException {
        return inFlight.awaitRoute(time);
    }

    /** Waits until what is done is stored; false if it is not when the time is up. */
    public boolean awaitStored(Duration time) throws InterruptedException {
        return gate.awaitInterruptibly(writer::isFlushed, Deadline.in(time));
    }

    /** Waits until the last write has returned, or the time is up. */
    void awaitReturn(Duration time) {
        writer.awaitReturn(Deadline.in(time));
    }

    /** Ends it and releases all it has. What completes later stores nothing: another one may have taken over. Does not wait. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.end();
            try (resources; PositionStore claimed = resources.store()) {
                resources.held().set(writer.held());
                stream.close();
            }
        }
    }

    /** Whether it ended by itself: it gave up, or a bounded history is complete. */
    public boolean isOver() {
        return reporter.hasGivenUp() || stream.isOver();
    }

    public boolean isClosed() {
        return gate.isEnded();
    }

    /** Whether something failed more often than the retry policy allows, or {@code onFailure} says to stop. */
    public boolean hasGivenUp() {
        return reporter.hasGivenUp();
    }

    /** Whether no event is in the route or waits for its retry. */
    public boolean isIdle() {
        return inFlight.isEmpty();
    }

    public StreamState state() {
        StreamState current = gate.isOpen() ? stream.state() : StreamState.SUSPENDED;
        return stopping || gate.isEnded() || isOver() ? StreamState.STOPPED : current;
    }

    SubscriptionSettings settings() {
        return settings;
    }

    /** What Box is asked next. */
    public String position() {
        return stream.position();
    }

    public StreamStatistics statistics() {
        return reporter.statistics();
    }

    public StreamReporter reporter() {
        return reporter;
    }

    /** What is no error but should be known; null if there is nothing. */
    public String notice() {
        return lanes.notice(reporter.errors().notice(), reporter.errors().current(state()));
    }

    /** What keeps events from flowing now; null if nothing does, or it is suspended, or was stopped from outside. */
    public CurrentError currentError() {
        StreamState state = state();
        if (state == StreamState.SUSPENDED || state == StreamState.STOPPED && !hasGivenUp()) {
            return null;
        }
        CurrentError failure = reporter.errors().current(state);
        CurrentError error = hasGivenUp() ? failure : lanes.error(failure);
        return error != null || settings.polled() ? error : inFlight.stuck();
    }
}
