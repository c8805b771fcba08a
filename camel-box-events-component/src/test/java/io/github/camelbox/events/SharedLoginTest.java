// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.state.JdbcStateStore;
import io.github.camelbox.events.state.PostgresServer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes share one login with a refresh token, in a database, while the access tokens are good for two seconds. One is
 * paused, one is killed while it holds the lease. The property login.rounds says how often.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SharedLoginTest extends BoxEventsTestSupport {

    private static final int ROUNDS = Integer.getInteger("login.rounds", 1);

    @TempDir
    private Path directory;

    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger joined = new AtomicInteger();
    private final List<Member> members = new ArrayList<>();

    private record Member(ForkedJvm jvm, Path log) {

        long received() throws Exception {
            return Files.exists(log) ? Files.readAllLines(log).stream().filter(line -> line.startsWith("received ")).count()
                    : 0;
        }

        void awaitMore(int events) throws Exception {
            long before = received();
            await().atMost(Duration.ofSeconds(60)).until(() -> received() >= before + events);
        }
    }

    static final class MemberMain {

        private MemberMain() {
        }

        public static void main(String[] args) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.getRegistry().bind("store", new JdbcStateStore(PostgresServer.dataSource(args[0])));
                BoxEventsConfiguration options
                        = context.getComponent("box-events", BoxEventsComponent.class).getConfiguration();
                options.setBaseUrl(args[1]);
                options.setTokenUrl(args[2]);
                options.setClientId(args[3]);
                options.setClientSecret(args[4]);
                options.setRefreshToken(args[5]);
                // The tokens in a response that comes later are lost; and so long a lease is waited for.
                options.setRequestTimeout(5000);
                options.setMaxRequestsPerMinute(0);
                options.setRetryInitialDelay(50);
                options.setRetryMaxDelay(200);
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("box-events:all?stateStore=#store&positionKey=" + args[6])
                                .process(exchange -> System.out.println("received "
                                        + exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID)));
                    }
                });
                context.start();
                while (System.in.read() != -1) {
                    // Nothing is sent: what is awaited is the end.
                }
            }
        }
    }

    @AfterEach
    void endAll() {
        publisher.shutdownNow();
        members.forEach(member -> member.jvm().close());
    }

    private Member join(PostgresServer postgres, String seed) throws Exception {
        String name = "member-" + joined.incrementAndGet();
        Path log = directory.resolve(name);
        Member member = new Member(ForkedJvm.start(log, List.of(), MemberMain.class, postgres.url(), box.baseUrl(),
                box.tokenUrl(), box.tokens().clientId(), box.tokens().clientSecret(), seed, name), log);
        members.add(member);
        return member;
    }

    @Test
    void oneRefreshAtATimeAndNeverAnInvalidGrant() throws Exception {
        PostgresServer postgres = PostgresServer.shared();
        box.tokens().lifetime(Duration.ofSeconds(2));
        String seed = box.tokens().refreshToken();
        Set<String> triedTwice = new HashSet<>();
        publisher.scheduleWithFixedDelay(() -> box.account().burst(1), 0, 25, TimeUnit.MILLISECONDS);
        List<Member> three = new ArrayList<>(List.of(join(postgres, seed), join(postgres, seed), join(postgres, seed)));
        for (Member member : three) {
            member.awaitMore(5);
        }

        for (int round = 0; round < ROUNDS; round++) {
            Member paused = three.get(0);
            pause(postgres, paused);
            three.get(1).awaitMore(20);
            long tokens = box.count(Call.TOKEN);
            await().until(() -> box.count(Call.TOKEN) > tokens + 1);
            paused.jvm().resume();
            paused.awaitMore(20);
            triedTwice.add(killTheOneWithTheLease(postgres, three));
            three.remove(2);
            if (round + 1 < ROUNDS) {
                three.add(join(postgres, seed));
            }
            for (Member member : three) {
                member.awaitMore(20);
            }
        }
        // Who takes the lease over sends that token again, once the access token that the others have has expired.
        await().until(() -> used().stream().filter(triedTwice::contains).count() == 2L * triedTwice.size());
        List<String> used = used();
        assertThat(new HashSet<>(used)).hasSize(used.size() - triedTwice.size());
        for (Member member : members) {
            assertThat(member.jvm().output()).doesNotContain("invalid_grant", seed, box.tokens().clientSecret());
        }
        assertThat(three.get(0).jvm().output() + three.get(1).jvm().output())
                .contains("another process has not finished renewing the token");
        System.out.printf("SharedLoginTest: %d rounds, %d refreshes, each of its own token but %d of killed processes%n",
                ROUNDS,
                used.size(), triedTwice.size());
    }

    private List<String> used() {
        return box.requests(Call.TOKEN).stream().map(request -> request.form().get("refresh_token")).toList();
    }

    // Not while Box's response to it is on its way: that is lost, as its request takes too long, and with it the login.
    private static void pause(PostgresServer postgres, Member member) {
        await().until(() -> {
            member.jvm().pause();
            boolean between = postgres.query("SELECT state_value FROM box_events_state WHERE state_value LIKE '%\"lease\"%'")
                    .isEmpty();
            if (!between) {
                member.jvm().resume();
            }
            return between;
        });
    }

    // Box has not taken the refresh token yet.
    private String killTheOneWithTheLease(PostgresServer postgres, List<Member> three) throws Exception {
        pause(postgres, three.get(0));
        pause(postgres, three.get(1));
        box.always(Call.TOKEN, Fault.status(503).after(Duration.ofMinutes(10)));
        // One that came before is over before the next one comes.
        long tokens = box.count(Call.TOKEN);
        await().until(() -> box.count(Call.TOKEN) > tokens);
        three.get(2).jvm().kill();
        box.clearFaults();
        three.get(0).jvm().resume();
        three.get(1).jvm().resume();
        return box.requests(Call.TOKEN).get((int) tokens).form().get("refresh_token");
    }
}
