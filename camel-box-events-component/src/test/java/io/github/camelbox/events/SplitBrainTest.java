// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.state.JdbcStateStore;
import io.github.camelbox.events.state.PostgresServer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes consume one stream by mistake, with one position in a database; each is paused now and then, as when a cluster
 * service takes a leader for dead that wakes up again. The property split.rounds says how often.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SplitBrainTest extends BoxEventsTestSupport {

    private static final int ROUNDS = Integer.getInteger("split.rounds", 1);

    @TempDir
    private Path directory;

    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private final List<Member> members = new ArrayList<>();

    private record Member(ForkedJvm jvm, Path ids) {

        List<String> received() throws Exception {
            return Files.exists(ids) ? Files.readAllLines(ids) : List.of();
        }

        void awaitMore(int events) throws Exception {
            int before = received().size();
            await().until(() -> received().size() >= before + events);
        }
    }

    static final class MemberMain {

        private MemberMain() {
        }

        public static void main(String[] args) throws Exception {
            Path ids = Path.of(args[3]);
            ForkedJvm.runRoute(args[0], args[1], new RouteBuilder() {
                @Override
                public void configure() {
                    getContext().getRegistry().bind("store", new JdbcStateStore(PostgresServer.dataSource(args[2])));
                    errorHandler(noErrorHandler());
                    from("box-events:all?streamPosition=0&maxRequestsPerMinute=0&maxInFlight=4&stateStore=#store").delay(2)
                            .process(exchange -> {
                                String line = exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID) + "\n";
                                Files.write(ids, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE,
                                        StandardOpenOption.APPEND);
                            });
                }
            });
        }
    }

    @AfterEach
    void endAll() {
        publisher.shutdownNow();
        members.forEach(member -> member.jvm().close());
    }

    private Member join(PostgresServer postgres, String name) throws Exception {
        Path ids = directory.resolve(name + ".ids");
        Member member = new Member(ForkedJvm.start(directory.resolve(name + ".log"), List.of(), MemberMain.class, box.baseUrl(),
                box.accessToken(), postgres.url(), ids), ids);
        members.add(member);
        return member;
    }

    @Test
    void noEventIsLostPositionsOnlyMoveForwardAndBothSayIt() throws Exception {
        PostgresServer postgres = PostgresServer.shared();
        postgres.keepHistory(new JdbcStateStore(postgres.dataSource()));
        long seed = new Random().nextLong();
        System.out.println("SplitBrainTest: seed " + seed);
        Random random = new Random(seed);
        box.pageLimit(20);
        List<String> published = new CopyOnWriteArrayList<>();
        publisher.scheduleWithFixedDelay(() -> published.addAll(box.account().burst(1 + random.nextInt(4))), 0, 10,
                TimeUnit.MILLISECONDS);
        List<Member> both = List.of(join(postgres, "first"), join(postgres, "second"));
        for (Member member : both) {
            member.awaitMore(20);
        }

        for (int round = 0; round < 2 * ROUNDS; round++) {
            Member paused = both.get(round % 2);
            Member alone = both.get((round + 1) % 2);
            paused.jvm().pause();
            alone.awaitMore(100 + random.nextInt(200));
            paused.jvm().resume();
            paused.awaitMore(20 + random.nextInt(50));
            alone.awaitMore(20);
        }
        for (Member member : both) {
            assertThat(member.jvm().output()).contains("Another consumer has stored the position",
                    "Run one consumer at a time");
            member.jvm().kill();
        }
        publisher.shutdown();
        assertThat(publisher.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        join(postgres, "third");

        // A process takes its time to start on a machine that is busy.
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(missing(published)).isEmpty());
        StateStoreTest.assertForward(postgres.history());
        System.out.printf("SplitBrainTest: %d pauses, %d events, %d positions stored, %d deliveries%n", 2 * ROUNDS,
                published.size(), postgres.history().size(), deliveries());
    }

    private Set<String> missing(List<String> published) throws Exception {
        Set<String> missing = new HashSet<>(published);
        for (Member member : members) {
            member.received().forEach(missing::remove);
        }
        return missing;
    }

    private int deliveries() throws Exception {
        int deliveries = 0;
        for (Member member : members) {
            deliveries += member.received().size();
        }
        return deliveries;
    }
}
