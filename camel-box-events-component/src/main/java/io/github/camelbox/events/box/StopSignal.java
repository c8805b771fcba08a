// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the threads of one run of a consumer to stop, and ends their waits at once. An interrupt does not: it may be a
 * stray one that a route left behind. Thread-safe.
 */
public final class StopSignal {

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** Asks for the stop; once asked, it stays so. */
    public void request() {
        requested.complete(null);
    }

    /** Whether the stop has been asked for. */
    public boolean isRequested() {
        return requested.isDone();
    }

    /**
     * Waits for that long, or until the stop is asked for. An interrupt is kept for later.
     *
     * @param  duration how long; not positive does not wait
     * @return          whether the stop has been asked for
     */
    public boolean await(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    requested.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException e) {
                    return isRequested();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits until the future is done, well or not, or the stop is asked for.
     */
    public void await(CompletableFuture<?> future) {
        CompletableFuture.anyOf(future, requested).handle((result, failure) -> null).join();
    }
}
