// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelbox.events.sandbox.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Feeds a route damaged answers to each of the three calls: whatever they are, the next event arrives soon after. The options
 * {@code -Dfuzz.seconds} and {@code -Dfuzz.seed} make it longer and another one.
 */
class FuzzTest extends BoxEventsTestSupport {

    private static final long SEED = Long.getLong("fuzz.seed", 20260411);
    private static final long SECONDS = Integer.getInteger("fuzz.seconds", 12);

    // A damaged page may bring another next_stream_position, and Box's word counts. If it is one that Box does not know, Box
    // refuses it at the next request: with onInvalidPosition=earliest that costs repeats, which are dropped. One that Box
    // knows, but is too early, does so too. One that is ahead skips events: those whose arrival is awaited are published only
    // when the sandbox has seen the position that the client goes on with.
    private static final String OPTIONS = "onInvalidPosition=earliest&maxRequestsPerMinute=0&retryInitialDelay=1"
                                          // What damage to the server's own values cannot put off.
                                          + "&retryMaxDelay=5&requestTimeout=500&longPollTimeout=500&longPollMaxRetries=1";

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    @Test
    void afterAnyAnswerTheEventsFlow(@TempDir Path directory) throws Exception {
        Random random = new Random(SEED);
        Path file = directory.resolve("box.position");
        box.holdFor(Duration.ofMillis(50));
        long batches = 0;
        try (DamagingProxy proxy = new DamagingProxy(box, SEED)) {
            component.getConfiguration().setBaseUrl(proxy.baseUrl());
            route("box-events:all?" + OPTIONS + "&positionFile=" + file,
                    exchange -> ids.add(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, "", String.class)));
            context.start();
            await().until(() -> Files.exists(file));

            for (long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos(); System.nanoTime() < end; batches++) {
                for (Call call : Call.OF_EVENTS) {
                    proxy.damageNext(call, random.nextInt(4));
                }
                await().pollInterval(Duration.ofMillis(20)).until(() -> {
                    // A stream that is woken up for nothing slows down.
                    box.account().burst(1);
                    return proxy.isDone();
                });
                // Random, for damage may turn one number into the next.
                String id = Long.toHexString(random.nextLong());
                box.publish(event(id));
                String what = "seed " + SEED + ", batch " + batches;
                await().alias(what).until(() -> ids.contains(id));
            }
            System.out.printf("Fuzz, route, seed %d: %d damaged answers in %d batches%n", SEED, proxy.damaged(), batches);
            assertThat(proxy.damaged()).isPositive();

            await().until(() -> Files.readString(file).contains("\"" + box.position() + "\""));
            await().until(() -> consumer().getCurrentError() == null);
        }
    }
}
