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
package io.github.camelbox.events;

import java.nio.file.Path;

import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/delivery.md says of the steps of a route that take an event out of its Exchange. */
@Timeout(30)
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
