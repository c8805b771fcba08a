// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.position.CommitLog;
import io.github.camelbox.events.position.CommitWriter;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.position.HeldPosition;
import io.github.camelbox.events.state.MemoryPositionStore;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.BoxEventStream;
import io.github.camelbox.events.stream.CurrentErrors;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * One consumer's hold on a stream, from start to stop. It owns everything with that lifetime: the claim on the position, the HTTP
 * client, the credentials, the request budget, the books of what is done, the filter of repeats, the statistics; and releases all
 * of it when it ends, however it ends.
 * <p>
 * Both kinds of consumers work on it through {@link #serve}: threads of its own, or callers. They take turns: one runs the stream,
 * the others are in the route or wait. Suspending closes a gate, and nothing else: Exchanges in the route go on, and success is
 * committed as always; while the gate is closed, or once the subscription has ended, failure never ends an event.
 * <p>
 * Thread-safe.
 */
public final class Subscription implements AutoCloseable {

    /** What is done with an event that was taken. */
    public interface Handler<T> {

        /**
         * @return           null to take another event
         * @throws Exception what the event is then delivered again for
         */
        T handle(InFlightEvent event) throws Exception;
    }

    private record Retry(InFlightEvent event, Deadline due) {
    }

    // Set once.
    private final SubscriptionSettings settings;
    private final SubscriptionResources resources;
    private final FailurePolicy failurePolicy;
    private final Gate gate = new Gate();
    private final StreamStatistics statistics = new StreamStatistics();
    private final CurrentErrors errors = new CurrentErrors();
    private final StreamReporter reporter;
    private final CommitWriter writer;
    private final BoxEventStream stream;
    private final EventFeed feed;

    // Shared by the threads that serve. The turn is held by the one that runs the stream.
    private final ReentrantLock turn;
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<InFlightEvent> inRoute = ConcurrentHashMap.newKeySet();
    private final PriorityBlockingQueue<Retry> retries = new PriorityBlockingQueue<>(11, Comparator.comparing(Retry::due));
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean over;
    private volatile boolean stopping;

    private Subscription(SubscriptionSettings settings, SubscriptionResources resources, UserBean bean, String stored) {
        this.settings = settings;
        this.resources = resources;
        // Callers come and go: each must get its turn. Threads of its own are all alike.
        this.turn = new ReentrantLock(settings.polled());
        this.failurePolicy = new FailurePolicy(settings.onFailure(), settings.stream().retryPolicy());
        this.reporter = new StreamReporter(settings.label(), statistics, errors, resources.exceptionHandler(), resources.onEnd());
        HeldPosition held = resources.held().get();
        boolean isHeld = held != null && Objects.equals(held.stored(), stored);
        String position = isHeld ? held.position() : stored != null ? stored : settings.startPosition();
        DuplicateFilter delivered = settings.idempotentRepository() == null
                ? DuplicateFilter.window(settings.duplicateWindow())
                : DuplicateFilter.repository(settings.idempotentRepository(), settings.idPrefix(),
                        newBean(settings, resources, "the idempotentRepository"), gate);
        CommitLog commits = new CommitLog(isHeld ? position : null);
        this.writer = new CommitWriter(commits, delivered, resources.store(), bean, stored, gate);
        this.stream = new BoxEventStream(resources.opener(), resources.executor(), settings.stream(), position,
                this::isWantedAndNew, commits::isDone, reporter, errors, gate);
        this.feed = new EventFeed(stream, commits, writer, delivered, settings.eventTypes(), statistics);
        reporter.begins(stored, position, resources.store().describe());
    }

    /**
     * Begins a subscription: claims the position and reads it. Sends no request yet.
     *
     * @throws PositionStoreException if another consumer has the position, or it cannot be read
     */
    public static Subscription begin(SubscriptionSettings settings, SubscriptionResources resources) throws PositionStoreException {
        PositionStore store = resources.store();
        boolean begun = false;
        try {
            store.claim();
            UserBean bean = newBean(settings, resources, store.describe());
            Subscription subscription = new Subscription(settings, resources, bean, read(store, bean));
            begun = true;
            return subscription;
        } finally {
            if (!begun) {
                store.close();
                resources.close();
            }
        }
    }

    private static UserBean newBean(SubscriptionSettings settings, SubscriptionResources resources, String name) {
        boolean inMemory = resources.store() instanceof MemoryPositionStore && name.equals(resources.store().describe());
        return new UserBean(name, inMemory ? Runnable::run : resources.executor(), settings.requestTimeout());
    }

    private static String read(PositionStore store, UserBean bean) throws PositionStoreException {
        try {
            return bean.call(new Gate()::await, store::read);
        } catch (UserBean.FailedException e) {
            if (e.getCause() instanceof PositionStoreException known) {
                throw known;
            }
            throw new PositionStoreException(
                    "Cannot read the stream position from " + store.describe() + ": " + e.getMessage(), e);
        }
    }

    private boolean isWantedAndNew(BoxEvent event) {
        return feed.isWantedAndNew(event);
    }

    /**
     * Takes one event after the other, and does with each what the handler says: the loop of a delivery thread, and of a caller
     * of the polling consumer. Waits while the subscription is suspended.
     * <p>
     * This is the one failure boundary. Whatever fails is reported and, after a delay, repeated: a step of the stream as it is, an
     * event that was taken as a failed Exchange.
     *
     * @param  deadline how long to wait for an event; one that has passed still asks Box once
     * @param  isDone   whether no event is wanted any more; whoever makes it so calls {@link #wake()} next
     * @return          what the handler returned; null if the deadline has passed, no event is wanted, or the subscription is over
     */
    public <T> T serve(Deadline deadline, BooleanSupplier isDone, Handler<T> handler) {
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
                    stream.suspended();
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
        Retry retry = retries.peek();
        if (retry != null && retry.due.hasPassed()) {
            return retries.remove(retry) ? enterRoute(retry.event) : null;
        }
        Deadline until = retry == null ? deadline : deadline.or(retry.due);
        boolean full = retry != null && taken.get() >= settings.maxInFlight();
        if (full || !awaitTurn(until)) {
            if (full) {
                gate.await(() -> !gate.isOpen() || isOver() || isDone.getAsBoolean(), until);
            }
            return null;
        }
        // Whatever it was called for is looked at now.
        stream.wasWoken();
        InFlightEvent event = isOver() || isDone.getAsBoolean() ? null : feed.take(deadline);
        turn.unlock();
        if (event == null) {
            return null;
        }
        taken.incrementAndGet();
        return enterRoute(event);
    }

    private InFlightEvent enterRoute(InFlightEvent event) {
        event.enterRoute(gate.openings());
        inRoute.add(event);
        return event;
    }

    // An interrupt has to wait: it may be a stray one that a route left behind.
    private boolean awaitTurn(Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turn.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The Exchange of an event is complete. For any thread.
     *
     * @param exchange null if there is none
     * @param failure  null if the event was processed
     */
    public void completed(InFlightEvent event, Exchange exchange, Throwable failure) {
        if (!event.leaveRoute()) {
            return;
        }
        try {
            if (failure == null) {
                end(event, true);
            } else {
                FailurePolicy.Decision decision
                        = gate.isOpen() ? failurePolicy.decide(event.failed()) : FailurePolicy.whileClosed();
                try {
                    reporter.exchangeFailed(event, exchange, failure, decision.text());
                } finally {
                    apply(decision, event);
                }
            }
        } finally {
            inRoute.remove(event);
            gate.signal();
        }
        if (settings.polled()) {
            // Not in the caller's unit of work.
            later(Duration.ZERO, this::flush);
        } else {
            flush();
        }
    }

    private void apply(FailurePolicy.Decision decision, InFlightEvent event) {
        switch (decision.action()) {
            case skip -> end(event, false);
            case stop -> {
                over = true;
                stream.wake();
                reporter.gaveUp();
            }
            case retry -> {
                retries.add(new Retry(event, Deadline.in(decision.delay())));
                if (settings.polled()) {
                    // The caller that runs the stream has to look here.
                    later(decision.delay(), stream::wake);
                }
            }
        }
    }

    private void end(InFlightEvent event, boolean success) {
        event.end(success);
        taken.decrementAndGet();
        errors.ended(event);
    }

    private void flush() {
        if (!writer.tryFlush()) {
            // The thread that runs the stream reports it, and tries again.
            stream.wake();
        }
    }

    /** Runs a task after a delay, on a thread of the component, unless that stops first. */
    void later(Duration delay, Runnable task) {
        try {
            if (delay.isZero()) {
                resources.executor().execute(task);
            } else {
                resources.timeoutScheduler().schedule(task, Deadline.nanos(delay), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // The component has stopped, and with it this subscription: there is nothing left to do.
        }
    }

    /** Lets a route process an Exchange; null if the subscription has ended before that was complete. */
    ExchangeOutcome process(Processor processor, Exchange exchange) {
        return ExchangeOutcome.process(processor, exchange, gate);
    }

    /** Lets the thread that runs the stream look whether it is still wanted. */
    public void wake() {
        stream.wake();
    }

    /** As {@link #suspend}, for good. */
    void stop() {
        stopping = true;
        suspend();
    }

    /** Suspends: cuts the open request off. Exchanges in the route go on. Does not wait. */
    public void suspend() {
        gate.close();
        stream.cut();
    }

    /** Resumes, with draining. Does nothing if it is not suspended. */
    public void resume() {
        gate.open();
    }

    /** Waits until no Exchange is in the route; false if some are when the time is up. */
    boolean awaitRoute(Duration time) throws InterruptedException {
        return gate.awaitInterruptibly(inRoute::isEmpty, Deadline.in(time));
    }

    /** Waits until what is done is stored; false if it is not when the time is up. */
    public boolean awaitStored(Duration time) throws InterruptedException {
        return gate.awaitInterruptibly(writer::isFlushed, Deadline.in(time));
    }

    /**
     * Ends the subscription and releases all it has. What completes later stores nothing: another one, perhaps in another
     * process, may have taken over. Does not wait; may be called again.
     */
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
        return over || stream.isOver();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return gate.isEnded();
    }

    /** Whether something failed more often than the retry policy allows, or {@code onFailure} says to stop. */
    public boolean hasGivenUp() {
        return reporter.hasGivenUp();
    }

    /** Whether no event is in the route or waits for its retry. */
    public boolean isIdle() {
        return taken.get() == 0;
    }

    /** Where the stream is in its cycle. */
    public StreamState state() {
        return stopping || gate.isEnded() || isOver() ? StreamState.STOPPED : gate.isOpen() ? stream.state() : StreamState.SUSPENDED;
    }

    /** What Box is asked next. */
    public String position() {
        return stream.position();
    }

    public StreamStatistics statistics() {
        return statistics;
    }

    /** What is no error but should be known; null if there is nothing. */
    public String notice() {
        return errors.notice();
    }

    /** What keeps events from flowing now, in one line; null if nothing does, or the subscription is suspended. */
    public String currentError() {
        StreamState state = state();
        if (state == StreamState.SUSPENDED) {
            return null;
        }
        CurrentError error = errors.current(state);
        return error != null ? error.message() : stuck();
    }

    // A route that takes its time is none of our business, but one that has slept through a suspend and a resume is.
    private String stuck() {
        int opening = gate.openings();
        boolean full = inRoute.size() >= settings.maxInFlight() && !settings.polled();
        InFlightEvent one = full ? inRoute.stream().findAny().orElse(null) : null;
        return one == null || inRoute.stream().anyMatch(event -> event.opening() == opening) ? null
                : "waiting for the Exchange of " + one + ", which has been in the route since before the consumer was suspended";
    }
}
