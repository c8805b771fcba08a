// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.github.camelbox.events.auth.Logins;
import io.github.camelbox.events.stream.StartPace;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * The threads and the logins that the subscriptions of a component share, for as long as one of them leases them: a component
 * whose routes are all gone has none. Thread-safe.
 */
final class SharedResources {

    private final CamelContext context;

    // Guarded by this. An exchange of a refresh token may outlive the leases.
    private final Set<Lease> ending = new HashSet<>();
    private Lease current;
    private int leases;

    SharedResources(CamelContext context) {
        this.context = context;
    }

    /**
     * What is shared. Each that leases it closes it once.
     *
     * @param executor         runs what may take its time
     * @param timeoutScheduler runs what is due later
     * @param starts           spreads the starts of streams
     */
    record Lease(SharedResources owner, ExecutorService executor, ScheduledExecutorService timeoutScheduler, Logins logins,
            StartPace starts)
            implements
                AutoCloseable {

        @Override
        public void close() {
            owner.release(this);
        }
    }

    synchronized Lease lease() {
        if (leases == 0) {
            ExecutorServiceManager threads = context.getExecutorServiceManager();
            ThreadPoolProfile oneThread = new ThreadPoolProfile("box-events-timeouts");
            oneThread.setPoolSize(1);
            // Each waiting stream has a timeout there; Camel would allow a thousand.
            oneThread.setMaxQueueSize(-1);
            ScheduledExecutorService timeoutScheduler = threads.newScheduledThreadPool(this, oneThread.getId(), oneThread);
            if (timeoutScheduler instanceof ScheduledThreadPoolExecutor pool) {
                // As Camel makes it with virtual threads, it looks for tasks a hundred times a second, and keeps cancelled ones.
                pool.setCorePoolSize(1);
                pool.setRemoveOnCancelPolicy(true);
            }
            ExecutorService executor = threads.newCachedThreadPool(this, "box-events-worker");
            current = new Lease(this, executor, timeoutScheduler, new Logins(context, executor, timeoutScheduler),
                    new StartPace());
        }
        leases++;
        return current;
    }

    /** How many leases there are. */
    synchronized int inUse() {
        return leases;
    }

    private synchronized void release(Lease lease) {
        leases--;
        if (leases == 0) {
            // What is being written, or exchanged, may end.
            context.getExecutorServiceManager().shutdown(lease.executor);
            ending.add(lease);
            lease.logins.exchanges().whenComplete((done, failure) -> ended(lease));
        }
    }

    private synchronized void ended(Lease lease) {
        ending.remove(lease);
        context.getExecutorServiceManager().shutdownNow(lease.timeoutScheduler);
    }

    /** The component stops: waits for exchanges of refresh tokens in progress, a few seconds at most. */
    void close() {
        List<Lease> rest;
        synchronized (this) {
            rest = List.copyOf(ending);
            if (leases > 0) {
                // Of subscriptions that are just beginning. Camel would wait for what hangs there.
                context.getExecutorServiceManager().shutdown(current.executor);
                context.getExecutorServiceManager().shutdownNow(current.timeoutScheduler);
            }
        }
        rest.forEach(lease -> lease.logins.close());
    }
}
