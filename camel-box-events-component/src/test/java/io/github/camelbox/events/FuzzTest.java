// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelbox.events.box.Mutator;
import io.github.camelbox.events.sandbox.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Feeds a route damaged responses to each of the three calls: whatever they are, the next event arrives soon after. The options
 * {@code -Dfuzz.seconds} and {@code -Dfuzz.seed} make it longer and another one.
 */
class FuzzTest extends BoxEventsTestSupport {

    private static final long SEED = Long.getLong("fuzz.seed", 20260411);
    private static final long SECONDS = Integer.getInteger("fuzz.seconds", 12);

    // A damaged page may bring another next_stream_position, and Box's word counts. If it is one that Box does not know, Box
    // rejects it at the next request: with onInvalidPosition=earliest that costs repeats, which are dropped. One that Box
    // knows, but is too early, does so too. One that is ahead skips events: those whose arrival is awaited are published only
    // when the sandbox has seen the position that the client goes on with.
    private static final String OPTIONS = "onInvalidPosition=earliest&maxRequestsPerMinute=0&retryInitialDelay=1"
            // What damage to the server's own values cannot put off.
            + "&retryMaxDelay=5&requestTimeout=500&longPollTimeout=500&longPollMaxRetries=1";

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /**
     * Damages as many of the next responses as it is told to: the body, or all of the response, its status line and headers
     * included; some connections are then closed, others stay open. Thread-safe.
     */
    private static final class Damage implements FaultyProxy.Wire {

        // Guarded by the monitor.
        private final Map<Call, Integer> toDamage = new EnumMap<>(Call.class);
        private final Mutator mutator = new Mutator(SEED);
        private final Random random = new Random(SEED);
        private long damaged;
        private boolean settled = true;

        @Override
        public void respond(FaultyProxy.Connection connection) throws IOException {
            FaultyProxy.Response response = connection.response();
            synchronized (this) {
                int left = toDamage.getOrDefault(connection.call(), 0);
                if (left == 0) {
                    settled |= connection.call() == Call.EVENTS;
                    connection.write(response.bytes());
                    connection.keepOpen();
                    return;
                }
                toDamage.put(connection.call(), left - 1);
                damaged++;
                settled = false;
                boolean all = random.nextInt(3) == 0;
                connection.write(all ? mutator.mutate(response.bytes())
                        : new FaultyProxy.Response(response.status(), mutator.mutate(response.body())).bytes());
                if (random.nextInt(4) == 0) {
                    connection.keepOpen();
                }
            }
        }

        synchronized void next(Call call, int responses) {
            toDamage.merge(call, responses, Integer::sum);
        }

        /**
         * Whether all that were to be damaged have been, and the sandbox has responded since what position the client is at.
         */
        synchronized boolean isDone() {
            return settled && toDamage.values().stream().allMatch(left -> left == 0);
        }

        synchronized long damaged() {
            return damaged;
        }
    }

    @Test
    void afterAnyResponseTheEventsFlow(@TempDir Path directory) throws Exception {
        Random random = new Random(SEED);
        Path file = directory.resolve("box.position");
        box.holdFor(Duration.ofMillis(50));
        long batches = 0;
        Damage damage = new Damage();
        try (FaultyProxy proxy = new FaultyProxy(box)) {
            Call.OF_EVENTS.forEach(call -> proxy.always(call, damage));
            component.getConfiguration().setBaseUrl(proxy.baseUrl());
            box.realtimeUrl(proxy.realtimeUrl());
            route("box-events:all?" + OPTIONS + "&positionFile=" + file,
                    exchange -> ids.add(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, "", String.class)));
            context.start();
            await().until(() -> Files.exists(file));

            for (long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos(); System.nanoTime() < end; batches++) {
                for (Call call : Call.OF_EVENTS) {
                    damage.next(call, random.nextInt(4));
                }
                await().pollInterval(Duration.ofMillis(20)).until(() -> {
                    // A stream that is woken up without a new event slows down.
                    box.account().burst(1);
                    return damage.isDone();
                });
                // Random, for damage may turn one number into the next.
                String id = Long.toHexString(random.nextLong());
                box.publish(event(id));
                String what = "seed " + SEED + ", batch " + batches;
                await().alias(what).until(() -> ids.contains(id));
            }
            System.out.printf("Fuzz, route, seed %d: %d damaged responses in %d batches%n", SEED, damage.damaged(), batches);
            assertThat(damage.damaged()).isPositive();

            await().until(() -> Files.readString(file).contains("\"" + box.position() + "\""));
            await().until(() -> consumer().getCurrentError() == null);
        }
    }
}
