// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;

import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/delivery.md says of the steps of a route that take an event out of its Exchange. */
@Timeout(60)
class HandOverTest extends BoxEventsTestSupport {

    @TempDir
    Path directory;

    private String uri() {
        return "box-events:all?streamPosition=0&limit=2&positionFile=" + positionFile();
    }

    private Path positionFile() {
        return directory.resolve("box.position");
    }

    @Test
    void thePositionDoesNotWaitForAnAggregation() throws Exception {
        publish("a", "b", "c");
        RouteBuilder.addRoutes(context, builder -> builder.from(uri()).routeId("box")
                .aggregate(builder.constant(true), AggregationStrategies.groupedBody()).completionSize(1000)
                .process(receive()));
        context.start();
        awaitWaiting();

        await().until(() -> box.position().equals(storedPosition(positionFile())));
        assertThat(received).isEmpty();
    }

    @Test
    void thePositionDoesNotWaitForAWireTap() throws Exception {
        publish("a");
        RouteBuilder.addRoutes(context, builder -> {
            builder.from(uri()).routeId("box").wireTap("seda:nobody");
        });
        context.start();
        awaitWaiting();

        await().until(() -> box.position().equals(storedPosition(positionFile())));
    }
}
