// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Streams share connections and timeouts, begin one after the other, and then none waits for another.
 */
class ManyStreamsTest extends BoxEventsTestSupport {

    // camel-http's pools have 20 connections for each host.
    private static final int STREAMS = 50;

    @Test
    @Timeout(60)
    void eachHasItsLongPoll() throws Exception {
        start("maxRequestsPerMinute=600");

        await().until(() -> box.openLongPolls() == STREAMS);
        assertThat(box.requests(Call.LONG_POLL)).hasSize(STREAMS);
    }

    @Test
    @Timeout(60)
    void theyBeginOneAfterTheOther() throws Exception {
        Instant start = start("maxRequestsPerMinute=6");

        await().until(() -> box.requests(Call.EVENTS).size() == STREAMS);
        List<Instant> begins = box.requests(Call.EVENTS).stream().map(SandboxRequest::at).toList();
        // Fifteen a second, and none before its time; the clocks may differ a little.
        for (int i = 0; i < STREAMS; i++) {
            assertThat(Duration.between(start, begins.get(i)))
                    .isGreaterThan(Duration.ofSeconds(i).dividedBy(15).minusMillis(20));
        }
    }

    @Test
    @Timeout(60)
    void aStopDoesNotWaitForThoseThatHaveNotBegun() throws Exception {
        start("maxRequestsPerMinute=1");
        await().until(() -> !box.requests(Call.EVENTS).isEmpty());

        long stop = System.nanoTime();
        context.stop();

        // The last of them would have begun after 20 s.
        assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(Duration.ofSeconds(10));
        assertThat(box.requests(Call.EVENTS)).hasSizeLessThan(STREAMS);
    }

    private Instant start(String options) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < STREAMS; i++) {
                    from("box-events:all?asUser=" + i + "&" + options).to("mock:events");
                }
            }
        });
        Instant start = Instant.now();
        context.start();
        return start;
    }

    @Test
    void theStopOfOneLeavesTheOthersTheirConnections() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?asUser=1").routeId("other").to("mock:events");
            }
        });
        route("box-events:all?asUser=2", receive());
        context.start();
        await().until(() -> box.openLongPolls() == 2);

        context.getRouteController().stopRoute("other");
        await().until(() -> box.openLongPolls() == 1);
        publish("after the stop");

        await().until(() -> received.contains("after the stop"));
        assertThat(health().getState().name()).isEqualTo("UP");
        assertThat(consumer().getLongPollFailures() + consumer().getFetchFailures()).isZero();
    }

    @Test
    void thereIsATimeoutForEachOfThousands() {
        context.start();
        SharedResources.Lease lease = component.sharedResources().lease();

        assertThatCode(() -> {
            for (int i = 0; i < 5_000; i++) {
                lease.timeoutScheduler().schedule(() -> {
                }, 1, TimeUnit.HOURS);
            }
        }).doesNotThrowAnyException();
        lease.close();
    }

    @Test
    void timeoutsOfVirtualThreadsKeepTheirThreadAndNoCancelledTask() {
        context.getExecutorServiceManager().setThreadPoolFactory(new DefaultThreadPoolFactory() {
            // As Camel does for virtual threads, which not every JDK has.
            @Override
            public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
                return Executors.newScheduledThreadPool(0, threads);
            }
        });
        context.start();
        SharedResources.Lease lease = component.sharedResources().lease();
        ScheduledThreadPoolExecutor timeouts = (ScheduledThreadPoolExecutor) lease.timeoutScheduler();

        timeouts.schedule(() -> {
        }, 1, TimeUnit.HOURS).cancel(false);

        assertThat(timeouts.getCorePoolSize()).isEqualTo(1);
        assertThat(timeouts.getQueue()).isEmpty();
        lease.close();
    }
}
