// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.delivery.PollingSubscriptions.Polled;
import io.github.camelbox.events.stream.RetryPolicy;
import io.github.camelbox.events.stream.StreamSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** When the subscription of polling consumers ends by itself. */
@Timeout(60)
class PollingSubscriptionsTest {

    private static final RetryPolicy SLOW = new RetryPolicy(Duration.ofHours(1), 2, Duration.ofHours(1), -1);

    private final Looks scheduler = new Looks();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final PollingSubscriptions subscriptions = new PollingSubscriptions(Duration.ZERO);

    /** Keeps what is due in a minute. */
    private static final class Looks extends ScheduledThreadPoolExecutor {

        private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

        Looks() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            due.add(task);
            return null;
        }

        void look() {
            due.remove().run();
        }
    }

    @AfterEach
    void close() {
        subscriptions.close();
        scheduler.shutdownNow();
    }

    private Polled attach() throws Exception {
        StreamSettings stream = new StreamSettings(true, null, null, null, 100, null, null, 0, SLOW, null);
        SubscriptionSettings settings = new SubscriptionSettings(
                "test", "0", new EventFilter(Set.of(), Set.of()), true, false, 1, OrderingKey.none, OnFailure.retry, 10, null,
                "", Duration.ofSeconds(1), stream);
        return subscriptions.attach("place", "uri", null,
                (memory, handler) -> Subscription.begin(settings, new SubscriptionResources(
                        memory.position(), memory.held(), (gate, meter, noPolls) -> {
                            opened.countDown();
                            throw new IllegalStateException("no network here");
                        }, scheduler, scheduler, handler::get, failure -> {
                        }, () -> {
                        })));
    }

    @Test
    void endsOnceItWasIdleForLong() throws Exception {
        Polled polled = attach();

        scheduler.look();

        assertThat(polled.subscription().isClosed()).isTrue();
        assertThat(attach()).isNotSameAs(polled);
    }

    @Test
    void doesNotEndWhileACallerWaits() throws Exception {
        Polled polled = attach();
        AtomicBoolean enough = new AtomicBoolean();
        Thread caller = new Thread(() -> polled.serve(Deadline.never(), enough::get, event -> event));
        caller.start();
        opened.await();

        scheduler.look();
        assertThat(polled.subscription().isClosed()).isFalse();

        enough.set(true);
        polled.subscription().wake();
        caller.join();
        scheduler.look();
        assertThat(polled.subscription().isClosed()).isTrue();
    }

    @Test
    void whatBeginsWhileTheComponentStopsEnds() throws Exception {
        subscriptions.close();

        assertThat(catchPosition()).contains("stopped");
        subscriptions.open();
        assertThat(attach().subscription().isClosed()).isFalse();
    }

    private String catchPosition() throws Exception {
        try {
            attach();
            return "";
        } catch (io.github.camelbox.events.state.PositionStoreException e) {
            return e.getMessage();
        }
    }
}
