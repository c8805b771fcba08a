// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.console.DevConsole;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.FileStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code master:}: of several processes one consumes, and when it is gone another goes on where it was. */
@Timeout(120)
class HighAvailabilityTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private final List<Member> members = new ArrayList<>();

    /** A JVM with the route, and the file of the ids that it has received. */
    private record Member(ForkedJvm jvm, Path ids) implements AutoCloseable {

        List<String> received() throws Exception {
            return Files.exists(ids) ? Files.readAllLines(ids) : List.of();
        }

        @Override
        public void close() {
            jvm.close();
        }
    }

    static final class MemberMain {

        private MemberMain() {
        }

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[2]);
            Path ids = Path.of(args[3]);
            ForkedJvm.runRoute(args[0], args[1], new RouteBuilder() {
                @Override
                public void configure() throws Exception {
                    getContext().addService(clusterService(directory));
                    errorHandler(noErrorHandler());
                    from("master:box:box-events:all?positionFile=" + directory.resolve("box.position")).process(exchange -> {
                        String line = exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID) + "\n";
                        Files.write(ids, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    });
                }
            });
        }
    }

    private static FileLockClusterService clusterService(Path directory) {
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(directory.resolve("cluster").toString());
        service.setAcquireLockDelay(100, TimeUnit.MILLISECONDS);
        service.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
        return service;
    }

    @AfterEach
    void endAll() {
        publisher.shutdownNow();
        members.forEach(Member::close);
    }

    private Member join(String name) throws Exception {
        Path ids = directory.resolve(name + ".ids");
        Member member = new Member(ForkedJvm.start(directory.resolve(name + ".log"), List.of(), MemberMain.class, box.baseUrl(),
                box.accessToken(), directory, ids), ids);
        members.add(member);
        return member;
    }

    @Test
    void whenTheLeaderIsKilledAnotherGoesOnWhereItWas() throws Exception {
        Member first = join("first");
        await().until(() -> box.openLongPolls() == 1);
        List<String> all = new CopyOnWriteArrayList<>();
        publisher.scheduleAtFixedRate(() -> all.add(box.account().upload("file-" + all.size())), 0, 5, TimeUnit.MILLISECONDS);
        Member second = join("second");
        awaitReceived(first, 200);
        assertThat(second.received()).isEmpty();

        first.jvm().kill();
        awaitReceived(second, 200);
        Member third = join("third");
        second.jvm().kill();
        awaitReceived(third, 200);

        publisher.shutdown();
        assertThat(publisher.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> third.received().contains(all.get(all.size() - 1)));
        int missing = 0;
        for (Member member : members) {
            List<String> ids = member.received();
            // It begins with what was on its way through the one that was killed; from there on it misses and repeats nothing.
            int start = all.indexOf(ids.get(0));
            assertThat(start).isBetween(Math.max(0, missing - 500), missing);
            assertThat(ids).isEqualTo(all.subList(start, start + ids.size()));
            missing = start + ids.size();
        }
        assertThat(missing).isEqualTo(all.size());
    }

    private static void awaitReceived(Member member, int atLeast) {
        await().until(() -> member.received().size() >= atLeast);
    }

    @Test
    void leadershipThatIsLostAndRegainedGoesOn() throws Exception {
        master("positionFile=" + directory.resolve("box.position"));
        String before = upload("before.txt");

        // Somebody cleans up: the cluster service finds its lock gone, and later takes a new one.
        Files.delete(directory.resolve("cluster").resolve("box"));
        await().until(() -> box.openLongPolls() == 0);
        String meanwhile = upload("meanwhile.txt");
        String after = upload("after.txt");

        assertThat(received).containsExactly(before, meanwhile, after);
    }

    // The master consumer shuts the endpoint down with the consumer: what the endpoint owns has to survive that.
    @ParameterizedTest
    @ValueSource(strings = { "positionFile=%s", "positionRepository=#positions", "streamPosition=now" })
    void aRouteThatIsStoppedAndStartedGoesOn(String position) throws Exception {
        context.getRegistry().bind("positions",
                FileStateRepository.fileStateRepository(directory.resolve("positions").toFile()));
        master(position.formatted(directory.resolve("box.position")));
        String before = upload("before.txt");

        context.getRouteController().stopRoute("box");
        await().until(() -> box.openLongPolls() == 0);
        String meanwhile = box.account().upload("meanwhile.txt");
        assertThat(received).containsExactly(before);
        context.getRouteController().startRoute("box");

        await().until(() -> received.contains(meanwhile));
        String after = upload("after.txt");
        assertThat(received).containsExactly(before, meanwhile, after);
    }

    @Test
    void healthAndConsoleSeeTheLeader() throws Exception {
        master("positionFile=" + directory.resolve("box.position"));
        assertThat(readiness("consumer:box").getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(readiness("consumer:box").getDetails()).containsEntry("stream.state", "waiting");

        box.always(Call.EVENTS, Fault.status(503));
        box.account().upload("unseen.txt");
        await().until(() -> readiness("consumer:box").getState() == HealthCheck.State.DOWN);
        assertThat(readiness("consumer:box").getDetails().get("stream.error")).asString().contains("503");
        BoxEventsDevConsole console = new BoxEventsDevConsole();
        console.setCamelContext(context);
        assertThat((String) console.call(DevConsole.MediaType.TEXT)).contains("routeId: box", "503");
    }

    @Test
    void whatIsNotTheLeaderAnyMoreIsWell() throws Exception {
        master("positionFile=" + directory.resolve("box.position"));
        box.always(Call.EVENTS, Fault.status(503));
        box.account().upload("unseen.txt");
        await().until(() -> readiness("consumer:box").getState() == HealthCheck.State.DOWN);

        Files.delete(directory.resolve("cluster").resolve("box"));
        await().until(() -> readiness("consumer:box").getState() == HealthCheck.State.UP);
        assertThat(readiness("consumer:box").getDetails()).containsEntry("stream.state", "stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events:all?maxRetries=0", "box-events:all?onFailure=stop",
            "box-events:admin_logs?createdAfter=2026-01-01T00:00:00Z&createdBefore=2026-01-02T00:00:00Z" })
    void aLeaderThatHasEndedGivesUpTheLeadership(String uri) throws Exception {
        box.account().upload("first.txt");
        String from = "master:box:" + uri + (uri.contains("admin") ? "" : "&streamPosition=0");
        if (uri.contains("maxRetries")) {
            box.always(Call.EVENTS, Fault.status(503));
        }
        context.addService(clusterService(directory));
        route(from, uri.contains("onFailure") ? exchange -> {
            throw new IllegalStateException("this node is broken");
        } : receive());
        context.start();
        await().until(() -> context.getRouteController().getRouteStatus("box").isStopped());
        box.clearFaults();
        DefaultCamelContext first = context;
        try {
            setUpContext();
            context.addService(clusterService(directory));
            route(from, receive());
            context.start();

            if (uri.contains("admin")) {
                await().until(() -> context.getRouteController().getRouteStatus("box").isStopped());
                assertThat(first.getRoute("box").getLastError()).isNull();
            } else {
                await().until(() -> received.size() == 1);
                await().until(() -> first.getRoute("box").getLastError() != null);
            }
        } finally {
            first.stop();
        }
    }

    private void master(String options) throws Exception {
        context.addService(clusterService(directory));
        route("master:box:box-events:all?" + options, receive());
        context.start();
        await().until(() -> box.openLongPolls() == 1);
    }

    private String upload(String name) {
        String id = box.account().upload(name);
        await().until(() -> received.contains(id) && box.openLongPolls() == 1);
        return id;
    }
}
