// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills a process that consumes with {@code kill -9}, again and again, at random moments, with lanes and without: no event may
 * be lost.
 */
class KillTest {

    private static final int LIVES = 20;
    private static final int EVENTS_A_LIFE = 100;

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    private final BoxSandbox box = SANDBOX.sandbox();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private volatile int quota;

    @Test
    @Timeout(600)
    void noEventIsLostWhateverTheMomentOfTheKill(@TempDir Path directory) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("KillTest: seed " + seed);
        Random random = new Random(seed);
        Path ids = Files.createFile(directory.resolve("ids"));
        publishInBursts(new Random(seed));

        for (int life = 1; life <= LIVES; life++) {
            quota = life * EVENTS_A_LIFE;
            // Pages of many lengths, so that the kills hit their beginnings, middles and ends, and what is prefetched.
            box.pageLimit(1 + random.nextInt(20));
            long before = Files.size(ids);
            try (ForkedJvm child = startChild(directory, ids, random)) {
                boolean duringStart = random.nextInt(4) == 0;
                if (!duringStart) {
                    await().until(() -> Files.size(ids) > before);
                }
                assertThat(child.endsWithin(Duration.ofMillis(random.nextInt(1200)))).as(child.output()).isFalse();
                child.kill();
            }
        }

        try (ForkedJvm child = startChild(directory, ids, random)) {
            await().untilAsserted(() -> assertThat(published).hasSize(LIVES * EVENTS_A_LIFE));
            await().untilAsserted(() -> assertThat(missingIn(ids)).as(child.output()).isEmpty());
            child.askToEnd();
            assertThat(child.endsWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(child.exitValue()).as(child.output()).isZero();
        } finally {
            publisher.shutdownNow();
        }
        List<String> written = Files.readAllLines(ids);
        assertThat(published).containsAll(written);
        System.out.printf("KillTest: %d kills, %d events, each delivered, %d of the deliveries being repeats%n", LIVES,
                published.size(), written.size() - published.size());
    }

    private void publishInBursts(Random random) {
        publisher.scheduleWithFixedDelay(() -> {
            int burst = Math.min(1 + random.nextInt(5), quota - published.size());
            if (burst > 0) {
                published.addAll(box.account().burst(burst));
            }
        }, 0, 20, TimeUnit.MILLISECONDS);
    }

    private Set<String> missingIn(Path ids) throws Exception {
        Set<String> missing = new HashSet<>(published);
        Files.readAllLines(ids).forEach(missing::remove);
        return missing;
    }

    private ForkedJvm startChild(Path directory, Path ids, Random random) throws Exception {
        List<String> options = List.of("maxInFlight=1", "batching=true", "maxInFlight=4&orderingKey=user");
        return ForkedJvm.start(directory.resolve("output"), List.of("-Xmx64m"), Child.class, box.baseUrl(), box.accessToken(),
                directory.resolve("box.position"), ids, options.get(random.nextInt(options.size())));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
    }

    /**
     * What is killed: a route that takes a while for each event or batch, and then notes its ids with a write for each. Whether
     * it gets events or batches changes from one life to the next.
     */
    static final class Child {

        public static void main(String[] arguments) throws Exception {
            try (FileChannel ids = FileChannel.open(Path.of(arguments[3]), StandardOpenOption.APPEND)) {
                ForkedJvm.runRoute(arguments[0], arguments[1], new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("box-events:all?streamPosition=0&limit=10&maxRequestsPerMinute=0&positionFile=" + arguments[2]
                                + "&" + arguments[4])
                                .delay(5)
                                .process(exchange -> {
                                    for (String id : LifeRoute.ids(exchange)) {
                                        ids.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII)));
                                    }
                                });
                    }
                });
            }
        }
    }
}
