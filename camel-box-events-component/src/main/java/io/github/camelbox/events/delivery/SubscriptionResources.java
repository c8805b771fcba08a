// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.position.HeldPosition;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.stream.OnEnd;
import io.github.camelbox.events.stream.StreamOpener;
import org.apache.camel.spi.ExceptionHandler;

/**
 * What a subscription works with.
 *
 * @param store            where the position is kept; claimed and closed by the subscription
 * @param held             a position that an earlier subscription could not store; belongs to the endpoint
 * @param opener           gets the HTTP client and the credentials, which the subscription releases
 * @param executor         the component's threads for what may take its time
 * @param exceptionHandler told of errors; asked for at each use, since it may be set late
 * @param onEnd            run, by any thread, when the subscription ends by itself; gets the failure, or null for a complete
 *                         history
 * @param release          releases the threads, when the subscription ends
 */
public record SubscriptionResources(PositionStore store, AtomicReference<HeldPosition> held, StreamOpener opener,
        Executor executor, ScheduledExecutorService timeoutScheduler, Supplier<ExceptionHandler> exceptionHandler,
        OnEnd onEnd, Runnable release) implements AutoCloseable {

    /** Calls a bean on a thread of the component; directly, if it cannot hang. */
    UserBean newBean(String name, boolean mayHang, Duration bound) {
        return new UserBean(name, mayHang ? executor : Runnable::run, bound);
    }

    /** Runs a task after a delay, on a thread of the component, unless that stops first. */
    void later(Duration delay, Runnable task) {
        try {
            if (delay.isZero()) {
                executor.execute(task);
            } else {
                timeoutScheduler.schedule(task, Deadline.nanos(delay), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // The component has stopped, and with it its subscriptions: there is nothing left to do.
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
