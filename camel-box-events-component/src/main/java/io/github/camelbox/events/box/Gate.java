// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Holds the threads of a subscription while it is suspended, and lets them finish when it ends: a gate that is closed and
 * opened any number of times, and ends once. Closing it ends the waits at once. An interrupt does not: it may be a stray one
 * that a route left behind, and is kept for later. Thread-safe.
 */
public final class Gate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Written under the lock, read by any thread.
    private volatile boolean open = true;
    private volatile boolean ended;
    private volatile int openings = 1;

    /** Suspends; does nothing if it is closed or has ended. */
    public void close() {
        change(() -> open = false);
    }

    /** Resumes; does nothing if it is open or has ended. */
    public void open() {
        change(() -> {
            if (!open && !ended) {
                open = true;
                openings++;
            }
        });
    }

    /** Closes it for good. */
    public void end() {
        change(() -> {
            open = false;
            ended = true;
        });
    }

    /** Lets the waiting threads look at their conditions again. */
    public void signal() {
        change(() -> {
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a call on an executor, for a future to wait for. Whatever it throws, checked exceptions of other languages included,
     * becomes the cause of a {@link CompletionException}.
     */
    public static <T> CompletableFuture<T> async(Callable<T> call, Executor executor) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call.call();
            } catch (Throwable e) {
                // The text is not left to the exception, which may not be able to tell it.
                throw new CompletionException(HttpCaller.rootMessage(e), e);
            }
        }, executor);
    }

    public boolean isOpen() {
        return open;
    }

    public boolean isEnded() {
        return ended;
    }

    /** How often it was opened so far, its making included. */
    public int openings() {
        return openings;
    }

    /** Waits while the gate is closed; false if it has ended. */
    public boolean pass() {
        await(() -> open || ended, Deadline.never());
        return open;
    }

    /** Waits for that long, or until the gate is closed: whether it is still open. */
    public boolean await(Duration duration) {
        await(() -> !open, Deadline.in(duration));
        return open;
    }

    /** Waits until the future is done, well or not, the deadline has passed, or the gate is closed: whether it is done. */
    public boolean await(CompletableFuture<?> future, Deadline deadline) {
        return await(future, deadline, () -> !open);
    }

    /** As {@link #await(CompletableFuture, Deadline)}, but only the end of the gate cuts it off. */
    public boolean awaitEnd(CompletableFuture<?> future, Deadline deadline) {
        return await(future, deadline, () -> ended);
    }

    private boolean await(CompletableFuture<?> future, Deadline deadline, BooleanSupplier cut) {
        if (!future.isDone()) {
            future.whenComplete((result, failure) -> signal());
            await(() -> future.isDone() || cut.getAsBoolean(), deadline);
        }
        return future.isDone();
    }

    /**
     * Waits for a condition, which is looked at whenever the gate changes or {@link #signal()} is called: whether it holds, or
     * the deadline has passed first.
     */
    public boolean await(BooleanSupplier condition, Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitInterruptibly(condition, deadline);
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

    /** As {@link #await(BooleanSupplier, Deadline)}, but an interrupt ends it. */
    public boolean awaitInterruptibly(BooleanSupplier condition, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (deadline.hasPassed()) {
                    return false;
                }
                changed.awaitNanos(deadline.remainingNanos());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
