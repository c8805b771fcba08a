// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a peer does or leaves undone, each request ends in time; and which of these ends are failures. */
@Timeout(60)
class DeadlineTest extends BoxEventsTestSupport {

    private FaultyProxy proxy;

    @BeforeEach
    void setUpProxy() throws IOException {
        proxy = new FaultyProxy(box);
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    private void start() throws Exception {
        route("box-events:all?streamPosition=0", receive());
        context.start();
    }

    @ParameterizedTest
    @EnumSource(names = { "OPTIONS", "EVENTS" })
    void aHalfOpenConnectionEndsWithRequestTimeout(Call call) throws Exception {
        component.getConfiguration().setBaseUrl(proxy.baseUrl());
        component.getConfiguration().setRequestTimeout(300);
        proxy.always(call, FaultyProxy::silence);
        start();

        await().until(() -> proxy.broken() >= 2);
        awaitError("/events got no full response within 0.3 s");
    }

    @ParameterizedTest
    @EnumSource(names = { "OPTIONS", "EVENTS" })
    void aByteASecondDoesNotHoldTheStreamForEver(Call call) throws Exception {
        component.getConfiguration().setBaseUrl(proxy.baseUrl());
        component.getConfiguration().setRequestTimeout(1500);
        proxy.always(call, FaultyProxy.trickle(Duration.ofSeconds(1)));
        start();

        await().until(() -> proxy.broken() >= 2);
        awaitError("/events got no full response within 1.5 s");
    }

    // On a machine that is busy, such a short bound may be over before there is a connection.
    private void awaitError(String text) {
        await().until(() -> String.valueOf(consumer().getCurrentError()).contains(text));
    }

    @Test
    void aLongPollIsBoundByRetryTimeoutAndNotByRequestTimeout() throws Exception {
        component.getConfiguration().setRequestTimeout(2000);
        box.holdFor(Duration.ofHours(1)).realtimeServer("10", "10", 3);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            Instant start = Instant.now();
            start();
            await().until(() -> box.count(LONG_POLL) == 2);

            // A second more than retry_timeout.
            assertThat(Duration.between(start, box.requests(LONG_POLL).get(1).at())).isGreaterThan(Duration.ofMillis(3900));
            passedUnnoticed(log);
            assertThat(box.count(OPTIONS)).isOne();
        }
    }

    @Test
    void aHalfOpenLongPollEndsWithRetryTimeout() throws Exception {
        box.realtimeServer("10", "3", 0.1).realtimeUrl(proxy.realtimeUrl());
        proxy.always(LONG_POLL, FaultyProxy::silence);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            start();
            await().until(() -> proxy.broken() >= 1);
            String late = box.account().upload("late.txt");

            // Not even a server that never speaks keeps the events back: after max_retries polls they are looked for.
            await().until(() -> received.contains(late));
            assertThat(proxy.broken()).isGreaterThanOrEqualTo(3);
            passedUnnoticed(log);
        }
    }

    @Test
    void aLongPollThatTricklesEndsWithLongPollTimeout() throws Exception {
        component.getConfiguration().setLongPollTimeout(1500);
        box.realtimeUrl(proxy.realtimeUrl());
        proxy.always(LONG_POLL, FaultyProxy.trickle(Duration.ofSeconds(1)));
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            start();
            await().until(() -> proxy.broken() >= 2);
            passedUnnoticed(log);
        }
    }

    private void passedUnnoticed(LogCapture log) {
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(consumer().getLongPollFailures()).isZero();
        assertThat(log.ofComponent()).filteredOn(line -> !line.text().contains("in memory only")).isEmpty();
    }

    @Test // Takes 10 s, the shortest life of an idle connection that counts as normal.
    void anIntermediaryThatCutsAnIdlePollIsNormal() throws Exception {
        Duration idle = Duration.ofMillis(10_100);
        box.next(LONG_POLL, Fault.closed().after(idle), Fault.reset().after(idle), Fault.status(504).after(idle),
                Fault.status(408).after(idle));
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            // All at once, for they are slow.
            for (int i = 0; i < 4; i++) {
                String id = i == 0 ? "box" : "box" + i;
                context.getRegistry().bind("positions-" + id, new MemoryStateRepository());
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("box-events:all?positionRepository=#positions-" + id).routeId(id).process(receive());
                    }
                });
            }
            context.start();
            await().until(() -> box.count(LONG_POLL) == 8);

            assertThat(box.count(OPTIONS)).isEqualTo(8);
            passedUnnoticed(log);
        }
    }

    @Test
    void aRealtimeHostThatCannotBeReachedIsAFailureNotAnIdlePoll() throws Exception {
        try (Unreachable unreachable = new Unreachable(); LogCapture log = LogCapture.at(Level.WARN)) {
            component.getConfiguration().setConnectTimeout(300);
            box.realtimeUrl("http://localhost:" + unreachable.port() + "/subscribe?channel=secret");
            start();

            await().until(() -> consumer().getLongPollFailures() >= 2);
            assertThat(log.ofComponent(Level.WARN)).filteredOn(line -> line.contains("the long poll failed")).singleElement()
                    .asString().contains("Connect timed out").doesNotContain("secret");
        }
    }

    @Test
    void aCallersDeadlineThatPassesBeforeThereIsAConnectionIsNoFailure() throws Exception {
        try (Unreachable unreachable = new Unreachable(); LogCapture log = LogCapture.at(Level.WARN);
             ConsumerTemplate template = context.createConsumerTemplate()) {
            box.realtimeUrl("http://localhost:" + unreachable.port() + "/subscribe?channel=secret");
            context.start();

            await().until(() -> template.receive("box-events:all", 300) == null && box.count(OPTIONS) == 1);
            assertThat(template.receive("box-events:all", 500)).isNull();
            String event = box.account().upload("meanwhile.txt");

            assertThat(template.receiveNoWait("box-events:all").getMessage().getHeader(BoxEventsConstants.EVENT_ID))
                    .isEqualTo(event);
            assertThat(log.ofComponent()).filteredOn(line -> !line.text().contains("in memory only")).isEmpty();
        }
    }

    @Test // Takes 10 s, as long as a poll that may count as cut for being idle.
    void aSlowFailureToConnectIsNoIdleCut() throws Exception {
        try (Unreachable unreachable = new Unreachable()) {
            component.getConfiguration().setConnectTimeout(10_100);
            box.realtimeUrl("http://localhost:" + unreachable.port() + "/subscribe?channel=secret");
            start();

            await().until(() -> consumer().getLongPollFailures() >= 1);
        }
    }

    @Test
    void anApiThatCannotBeReachedIsReportedAsSuch() throws Exception {
        try (Unreachable unreachable = new Unreachable()) {
            component.getConfiguration().setConnectTimeout(300);
            component.getConfiguration().setBaseUrl("http://localhost:" + unreachable.port() + "/2.0");
            start();

            await().until(() -> consumer().getFetchFailures() >= 2);
            assertThat(consumer().getCurrentError()).contains("GET /events failed", "Connect timed out");
        }
    }

    @Test
    void aTlsHandshakeThatIsNeverAnsweredEnds() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            component.getConfiguration().setRequestTimeout(300);
            component.getConfiguration().setBaseUrl("https://localhost:" + mute.getLocalPort() + "/2.0");
            start();

            await().until(() -> consumer().getFetchFailures() >= 2);
            assertThat(consumer().getCurrentError()).startsWith("GET /events failed: there was no connection within 0.3 s");
        }
    }

    @Test
    void aRealtimeHostThatLeavesTheTlsHandshakeUnansweredIsAFailureNotAnIdlePoll() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            component.getConfiguration().setConnectTimeout(300);
            box.realtimeUrl("https://localhost:" + mute.getLocalPort() + "/subscribe?channel=secret");
            start();

            await().until(() -> consumer().getLongPollFailures() >= 2);
        }
    }

    @Test
    void aStopDoesNotWaitForAConnectionToOpen() throws Exception {
        try (Unreachable unreachable = new Unreachable()) {
            component.getConfiguration().setConnectTimeout(60_000);
            component.getConfiguration().setBaseUrl("http://localhost:" + unreachable.port() + "/2.0");
            start();
            await().until(() -> consumer().getFetchRequests() == 1);

            assertAtOnce(() -> context.getRouteController().stopRoute("box"));
        }
    }

    /** A port whose queue of connections is full, so that nobody answers any more, as behind a firewall. */
    private static final class Unreachable implements AutoCloseable {

        private final ServerSocket server = new ServerSocket();
        private final List<Socket> queue = new ArrayList<>();

        Unreachable() throws IOException {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            boolean full = false;
            while (!full) {
                Socket socket = new Socket();
                queue.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 200);
                } catch (IOException e) {
                    full = true;
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queue) {
                socket.close();
            }
            server.close();
        }
    }
}
