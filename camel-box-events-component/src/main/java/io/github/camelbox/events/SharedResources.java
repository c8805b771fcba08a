// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelbox.events.auth.Logins;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * The threads and the logins that the subscriptions of a component share, for as long as one of them leases them: a component
 * whose routes are all gone has none. Thread-safe.
 */
final class SharedResources {

    private final CamelContext context;

    // Guarded by this. What was closed last is kept, since an exchange of a refresh token may outlive it.
    private Shared current;
    private int leases;

    SharedResources(CamelContext context) {
        this.context = context;
    }

    /**
     * @param executor         runs what may take its time
     * @param timeoutScheduler runs what is due later
     * @param logins           the access tokens
     */
    private record Shared(ExecutorService executor, ScheduledExecutorService timeoutScheduler, Logins logins) {
    }

    /** Leases them, until the lease is closed. */
    synchronized Lease lease() {
        if (leases == 0) {
            ExecutorServiceManager threads = context.getExecutorServiceManager();
            ThreadPoolProfile oneThread = new ThreadPoolProfile("box-events-timeouts");
            oneThread.setPoolSize(1);
            // Each waiting stream has a timeout there; Camel would allow a thousand.
            oneThread.setMaxQueueSize(-1);
            ScheduledExecutorService timeoutScheduler = threads.newScheduledThreadPool(this, oneThread.getId(), oneThread);
            ExecutorService executor = threads.newCachedThreadPool(this, "box-events-worker");
            current = new Shared(executor, timeoutScheduler, new Logins(context, executor, timeoutScheduler));
        }
        leases++;
        return new Lease(current);
    }

    /** How many leases there are. */
    synchronized int inUse() {
        return leases;
    }

    private synchronized void release(Shared shared) {
        leases--;
        if (leases == 0) {
            ExecutorServiceManager threads = context.getExecutorServiceManager();
            // What is being written, or exchanged, may end.
            threads.shutdown(shared.executor);
            threads.shutdownNow(shared.timeoutScheduler);
        }
    }

    /** The component stops: waits for exchanges of refresh tokens in progress, a few seconds at most. */
    synchronized void close() {
        if (current != null) {
            current.logins.close();
            current = null;
        }
    }

    /** What a subscription has of them. */
    final class Lease implements AutoCloseable {

        private final Shared shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Shared shared) {
            this.shared = shared;
        }

        ExecutorService executor() {
            return shared.executor;
        }

        ScheduledExecutorService timeoutScheduler() {
            return shared.timeoutScheduler;
        }

        Logins logins() {
            return shared.logins;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(shared);
            }
        }
    }
}
