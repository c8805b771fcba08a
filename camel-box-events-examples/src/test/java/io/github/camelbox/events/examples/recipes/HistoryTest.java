// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The history and the live events of an enterprise: each event once, though both streams have those of the change. */
@Timeout(120)
class HistoryTest extends RecipeTestSupport {

    private final Instant now = Instant.now();

    // With zero, the history ends as soon as it has been read.
    private void start(Duration untilHistoryEnds) {
        // It reads on for a minute after createdBefore.
        start("history", "history.from", now.minus(Duration.ofDays(7)).toString(), "history.until",
                now.plus(untilHistoryEnds).minusSeconds(60).toString());
    }

    @Override
    void deliver(Exchange exchange) {
        synchronized (delivered) {
            super.deliver(exchange);
        }
    }

    private void awaitLive() {
        await().until(() -> Files.exists(directory.resolve("live.position")));
    }

    private ServiceStatus status(String route) {
        return main().getCamelContext().getRouteController().getRouteStatus(route);
    }

    @Test
    void eachEventOfTheHistoryAndOfTheLiveStreamIsDeliveredOnce() throws Exception {
        box.pageLimit(20);
        box.overlap(5);
        List<String> happened = new ArrayList<>(box.account().burst(400));
        // Not before it is stopped.
        start(Duration.ofMinutes(1));
        awaitLive();
        // The history has them too: it is read beyond the start of the live stream.
        happened.addAll(box.account().burst(50));
        await().until(() -> delivered.size() >= 100);
        stop();
        happened.addAll(box.account().burst(50));
        box.next(Call.EVENTS, Fault.status(503), Fault.reset(), Fault.rateLimited("0"));
        start(Duration.ZERO);

        await().until(() -> delivered.containsAll(happened));
        await().until(() -> status("history") == ServiceStatus.Stopped);
        happened.add(box.account().upload("Live.txt"));
        await().until(() -> delivered.containsAll(happened));
        assertThat(delivered).hasSize(501).containsExactlyInAnyOrderElementsOf(happened);
        assertThat(status("live")).isEqualTo(ServiceStatus.Started);

        // The history is not read again.
        stop();
        long before = box.count(Call.EVENTS);
        start(Duration.ZERO);
        await().until(() -> status("history") == ServiceStatus.Stopped);
        assertThat(box.requests(Call.EVENTS).subList((int) before, (int) box.count(Call.EVENTS)))
                .noneMatch(request -> request.query("stream_position").equals("0"));
        assertThat(delivered).hasSize(501);
    }
}
