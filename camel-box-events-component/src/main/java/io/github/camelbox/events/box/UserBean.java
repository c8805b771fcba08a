// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;

/**
 * Calls a bean of the user's, or a file system, in bounded time: on a thread of the component, so that a call that hangs
 * holds up nothing but itself. It is not repeated until it has returned, so that at most one hangs. Calls are made one at a
 * time. Thread-safe.
 */
public final class UserBean {

    private final String name;
    private final Executor executor;
    private final Duration bound;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock: the call that nothing waits for any more.
    private volatile CompletableFuture<?> hanging;

    /** The name is how messages call it, such as {@code the accessTokenProvider}; a call may take as long as the bound. */
    public UserBean(String name, Executor executor, Duration bound) {
        this.name = name;
        this.executor = executor;
        this.bound = bound;
    }

    /**
     * Calls the bean. The waiter, {@code gate::await} or {@code gate::awaitEnd}, tells whether the call ended in time. If that
     * was cut off, this throws a {@link CancelledException}.
     */
    public <T> T call(BiPredicate<CompletableFuture<?>, Deadline> waiter, Callable<T> call) throws FailedException {
        lock.lock();
        try {
            if (hanging != null && !hanging.isDone()) {
                throw new FailedException(name + " has not returned from an earlier call", null);
            }
            CompletableFuture<T> result = start(call);
            hanging = result;
            Deadline deadline = Deadline.in(bound);
            if (!waiter.test(result, deadline)) {
                if (deadline.hasPassed()) {
                    throw new FailedException(name + " has not returned within " + HttpCaller.seconds(bound), null);
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

    /** Waits until the last call has returned, as long as the deadline lets it. */
    public void awaitReturn(Deadline deadline) {
        CompletableFuture<?> last = hanging;
        if (last != null) {
            new Gate().await(last, deadline);
        }
    }

    private <T> CompletableFuture<T> start(Callable<T> call) throws FailedException {
        try {
            return Gate.async(call, executor);
        } catch (RejectedExecutionException e) {
            throw new FailedException("the component is stopping", null);
        }
    }

    /** The call failed. The message says how; it quotes the bean's exception, whose text the bean is responsible for. */
    public static final class FailedException extends Exception {

        private FailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
