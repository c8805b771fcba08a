// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Streams share connections and alarms, and none waits for another.
 */
class ManyStreamsTest extends BoxEventsTestSupport {

    // camel-http's pools have 20 connections for each host.
    private static final int STREAMS = 50;

    @Test
    @Timeout(60)
    void eachHasItsLongPoll() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < STREAMS; i++) {
                    from("box-events:all?asUser=" + i).to("mock:events");
                }
            }
        });
        context.start();

        await().until(() -> box.openLongPolls() == STREAMS);
        assertThat(box.requests(Call.LONG_POLL)).hasSize(STREAMS);
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
}
