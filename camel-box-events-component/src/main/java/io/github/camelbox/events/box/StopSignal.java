/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
