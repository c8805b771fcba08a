// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import io.github.camelbox.events.state.JdbcStateStore;
import io.github.camelbox.events.state.MemoryStateStore;
import io.github.camelbox.events.state.PostgresServer;
import io.github.camelbox.events.state.StateStore;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The position in a store that several machines share: what is kept there, what its failures do, and other consumers. */
@Timeout(120)
class StateStoreTest extends BoxEventsTestSupport {

    private final MemoryStateStore memory = new MemoryStateStore();

    private void start(StateStore store, String options) throws Exception {
        context.getRegistry().bind("store", store);
        route("box-events:all?streamPosition=0&exceptionHandler=#reports&stateStore=#store" + options, receive());
        context.start();
    }

    @Test
    void aRestartContinuesWhereTheStoreSays() throws Exception {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:route;DB_CLOSE_DELAY=-1");
        JdbcStateStore store = new JdbcStateStore(h2);
        publish("a", "b");
        start(store, "");
        awaitWaiting();
        // The position's text and nothing else.
        assertThat(store.read(positionKey("all"))).contains(box.positionAfter(2));

        startOver();
        publish("c");
        start(store, "");
        awaitWaiting();

        assertThat(received).containsExactly("a", "b", "c");
        assertThat(box.requests(Call.EVENTS)).extracting(StateStoreTest::position).containsOnlyOnce("0");
        assertThat(store.read(positionKey("all"))).contains(box.positionAfter(3));
    }

    @Test
    void aStoreIsABeanOfYaml() throws Exception {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:yaml;DB_CLOSE_DELAY=-1");
        context.getRegistry().bind("database", h2);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", """
                - beans:
                    - name: state
                      type: io.github.camelbox.events.state.JdbcStateStore
                      properties:
                        dataSource: "#bean:database"
                        queryTimeout: 5
                - route:
                    id: box
                    from:
                      uri: box-events:all
                      parameters:
                        stateStore: "#state"
                      steps:
                        - log: "${body}"
                """));
        context.start();
        awaitWaiting();

        assertThat(new JdbcStateStore(h2).read(positionKey("all"))).contains(box.position());
    }

    @ParameterizedTest
    @CsvSource({ "positionFile=box.position, position, positionFile and stateStore",
            "positionRepository=#positions, position, positionRepository and stateStore",
            "clientId=a&clientSecret=b&refreshTokenFile=box.token, refresh token, refreshTokenFile and stateStore" })
    void twoPlacesAreAnErrorAtTheStart(String option, String what, String both) {
        context.getRegistry().bind("positions", positions);

        assertThatThrownBy(() -> start(memory, "&" + option)).rootCause()
                .hasMessage("box-events:all: two places for the " + what + ", " + both + ": set one of them");
    }

    private enum Outage {
        /** A statement that waits for a lock for too long. */
        LOCK("canceling statement"),
        /** The connection of a write is lost, so that it is unknown whether it was done. */
        LOST("terminating connection"),
        READ_ONLY("read-only transaction"),
        DOWN("refused");

        private final String reason;

        Outage(String reason) {
            this.reason = reason;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverTheDatabaseDoesNothingIsLostAndHealthSaysIt(Outage outage) throws Exception {
        PostgresServer postgres = PostgresServer.shared();
        JdbcStateStore store = new JdbcStateStore(postgres.dataSource());
        store.setQueryTimeout(outage == Outage.LOST ? 60 : 1);
        postgres.keepHistory(store);
        box.pageLimit(3);
        List<String> all = new ArrayList<>(box.account().burst(20));
        start(store, "");
        await().until(() -> received.equals(all));
        awaitWaiting();
        String before = box.position();

        if (outage == Outage.DOWN) {
            postgres.stop();
        } else if (outage == Outage.READ_ONLY) {
            postgres.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
        }
        try (Connection lock = outage == Outage.LOST || outage == Outage.LOCK ? postgres.dataSource().getConnection() : null) {
            if (lock != null) {
                lock.setAutoCommit(false);
                lock.createStatement().execute("SELECT * FROM box_events_state FOR UPDATE");
            }
            all.addAll(box.account().burst(20));
            if (outage == Outage.LOST) {
                await().until(() -> postgres.terminateWaiting() > 0);
            }
            await().untilAsserted(() -> {
                assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat((String) health().getDetails().get("stream.error"))
                        .contains("the store JdbcStateStore under the key", outage.reason);
            });
        }
        // At most what was in the route when it began, the rest of its page.
        assertThat(received.size()).isBetween(20, 23);
        if (outage == Outage.DOWN) {
            postgres.start();
        } else if (outage == Outage.READ_ONLY) {
            postgres.execute("SET default_transaction_read_only = off",
                    "ALTER DATABASE postgres RESET default_transaction_read_only");
        }

        await().until(() -> received.equals(all));
        await().until(() -> health().getState() == HealthCheck.State.UP);
        await().until(() -> store.read(positionKey("all")).orElseThrow().equals(box.position()));
        assertForward(postgres.history());
        assertThat(postgres.history()).contains(before).endsWith(box.position());
        assertThat(consumer().getStoreFailures()).isPositive();
    }

    static void assertForward(List<String> positions) {
        assertThat(positions.stream().map(Long::valueOf).toList()).isNotEmpty().isSorted().doesNotHaveDuplicates();
    }

    /** Another consumer on the same key, whose position may be ahead, behind, or one that the pages at hand end with. */
    @ParameterizedTest
    @ValueSource(ints = { 2, 4, 7, 0 })
    void whatAnotherHasStoredIsNotWrittenOver(int theirs) throws Exception {
        box.pageLimit(1);
        String[] ids = { "1", "2", "3", "4", "5", "6", "7", "8", "9" };
        CountDownLatch another = new CountDownLatch(1);
        context.getRegistry().bind("store", memory);
        route("box-events:all?streamPosition=0&maxInFlight=3&duplicateWindow=0&stateStore=#store", exchange -> {
            String id = id(exchange);
            if (List.of("2", "3", "4").contains(id)) {
                another.await();
            }
            received.add(id);
        });
        publish(ids);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            context.start();
            await().until(
                    () -> memory.history().equals(List.of(box.positionAfter(1))) && deliveryThreadsIn(CountDownLatch.class,
                            "await") == 3);
            memory.put(positionKey("all"), box.positionAfter(theirs));
            another.countDown();

            await().until(() -> memory.read(positionKey("all")).orElseThrow().equals(box.positionAfter(9)));
            assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat((String) health().getDetails().get("stream.error")).contains("Another consumer has stored the position "
                    + box.positionAfter(theirs) + " in the store MemoryStateStore under the key " + positionKey("all"));
            assertThat(log.ofComponent(Level.WARN)).filteredOn(line -> line.contains("Another consumer")).hasSize(1);
        }
        assertForward(memory.history().subList(1, memory.history().size()));
        // None is lost: what the other has not done is done here.
        assertThat(received).containsAll(List.of(ids).subList(theirs, 9));
    }

    @Test
    void aStreamThatWaitsFollowsAtOnce() throws Exception {
        box.pageLimit(1);
        start(memory, "");
        awaitWaiting();
        // Another has moved the position, and this one hears of it when it stores its own.
        publish("a", "b", "c");
        await().until(() -> received.size() == 3);
        memory.put(positionKey("all"), box.positionAfter(1));
        publish("d");

        await().until(() -> received.contains("d"));
        await().until(() -> memory.read(positionKey("all")).orElseThrow().equals(box.position()));
        // The page that only confirms that there is no more comes after the position is stored.
        await().untilAsserted(() -> assertThat(box.requests(Call.EVENTS)).extracting(StateStoreTest::position)
                .contains(box.positionAfter(1), box.positionAfter(4)));
        // The repeats are known.
        assertThat(received).containsExactly("a", "b", "c", "d");
        awaitWaiting();
        await().atMost(Duration.ofSeconds(20)).until(() -> health().getState() == HealthCheck.State.UP);
    }

    private static String position(SandboxRequest request) {
        return request.query("stream_position");
    }

    @Test
    void aPositionThatIsNoneFailsTheStart() throws Exception {
        memory.put(positionKey("all"), "{not a position}");

        assertThatThrownBy(() -> start(memory, "")).rootCause().hasMessageContaining("is no position: correct it");
    }

    @Test
    void aPositionThatIsRemovedIsStoredAgain() throws Exception {
        publish("a");
        start(memory, "");
        awaitWaiting();
        memory.put(positionKey("all"), null);
        publish("b");

        await().until(() -> memory.read(positionKey("all")).isPresent());
        assertThat(memory.read(positionKey("all"))).contains(box.position());
        assertThat(received).containsExactly("a", "b");
    }
}
