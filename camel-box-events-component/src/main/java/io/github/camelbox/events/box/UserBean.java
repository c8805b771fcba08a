// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls a bean of the user's, or a file system, in bounded time: on a thread of the component, so that a call that hangs holds up
 * nothing but itself. It is not repeated until it has returned, so that at most one hangs. Calls are made one at a time.
 * Thread-safe.
 */
public final class UserBean {

    /** How a caller waits for the call: until the result is there or the deadline has passed, or until it is cut off. */
    public interface Waiter {

        /** Whether the future is done. */
        boolean await(CompletableFuture<?> future, Deadline deadline);
    }

    private final String name;
    private final Executor executor;
    private final Duration bound;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock: the call that nothing waits for any more.
    private CompletableFuture<?> hanging;

    /**
     * @param name     how messages call it, such as {@code the accessTokenProvider}
     * @param executor runs the calls
     * @param bound    how long a call may take
     */
    public UserBean(String name, Executor executor, Duration bound) {
        this.name = name;
        this.executor = executor;
        this.bound = bound;
    }

    /**
     * Calls the bean.
     *
     * @param  waiter             {@code gate::await} or {@code gate::awaitEnd}
     * @param  call               may throw whatever it likes, checked exceptions of other languages included
     * @return                    its result; may be null
     * @throws FailedException    if it threw, did not return in time, or has not returned from an earlier call
     * @throws CancelledException if the waiting was cut off
     */
    public <T> T call(Waiter waiter, Callable<T> call) throws FailedException {
        lock.lock();
        try {
            if (hanging != null && !hanging.isDone()) {
                throw new FailedException(name + " has not returned from an earlier call", null);
            }
            CompletableFuture<T> result = start(call);
            hanging = result;
            Deadline deadline = Deadline.in(bound);
            if (!waiter.await(result, deadline)) {
                if (deadline.hasPassed()) {
                    throw new FailedException(name + " has not returned within " + bound.toMillis() / 1000.0 + " s", null);
                }
                throw new CancelledException();
            }
            return result.join();
        } catch (CompletionException e) {
            throw new FailedException(HttpCaller.rootMessage(e.getCause()), e.getCause());
        } finally {
            lock.unlock();
        }
    }

    private <T> CompletableFuture<T> start(Callable<T> call) throws FailedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(new CompletionException(e));
                }
            });
        } catch (RejectedExecutionException e) {
            throw new FailedException("the component is stopping", null);
        }
        return result;
    }

    /** The call failed. The message says how; it quotes the bean's exception, whose text the bean is responsible for. */
    public static final class FailedException extends Exception {

        private FailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
