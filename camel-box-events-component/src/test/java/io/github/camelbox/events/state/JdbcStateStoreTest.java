// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The store over real databases, with and without auto-commit, and what it says when they fail. */
class JdbcStateStoreTest {

    /** With its connections, each of which is closed when it is released. */
    private static DataSource withoutAutoCommit(DataSource dataSource) {
        return (DataSource) Proxy.newProxyInstance(JdbcStateStoreTest.class.getClassLoader(),
                new Class<?>[] { DataSource.class },
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(dataSource, arguments);
                        if (result instanceof Connection connection) {
                            connection.setAutoCommit(false);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static JdbcDataSource h2(String mode) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:state;DB_CLOSE_DELAY=-1" + mode);
        return dataSource;
    }

    private static void endH2() throws SQLException {
        try (Connection connection = h2("").getConnection()) {
            connection.createStatement().execute("SHUTDOWN");
        }
    }

    @Nested
    class InH2 extends StateStoreContract {

        @AfterEach
        void end() throws SQLException {
            endH2();
        }

        @Override
        StateStore store() {
            return new JdbcStateStore(h2(""));
        }
    }

    @Nested
    class InH2AsOracleWithoutAutoCommit extends InH2 {

        @Override
        StateStore store() {
            return new JdbcStateStore(withoutAutoCommit(h2(";MODE=Oracle;DEFAULT_LOCK_TIMEOUT=5000")));
        }
    }

    @Nested
    class InPostgres extends StateStoreContract {

        private PostgresServer postgres;

        @BeforeEach
        void empty() throws SQLException {
            postgres = PostgresServer.shared();
        }

        @Override
        StateStore store() {
            return new JdbcStateStore(postgres.dataSource());
        }
    }

    @Nested
    class InPostgresWithoutAutoCommit extends InPostgres {

        @Override
        StateStore store() {
            JdbcStateStore store = new JdbcStateStore();
            store.setDataSource(withoutAutoCommit(((InPostgres) this).postgres.dataSource()));
            return store;
        }
    }

    @Nested
    class WhenTheDatabaseFails {

        private PostgresServer postgres;
        private JdbcStateStore store;

        @BeforeEach
        void oneValue() throws SQLException {
            postgres = PostgresServer.shared();
            store = new JdbcStateStore(withoutAutoCommit(postgres.dataSource()));
            store.replace("k", null, "1");
            store.replace("other", null, "1");
        }

        /** Another transaction that has changed the value and is not committed. */
        private Connection changing(String key) throws SQLException {
            Connection connection = withoutAutoCommit(postgres.dataSource()).getConnection();
            connection.createStatement()
                    .execute("UPDATE box_events_state SET state_value = '9' WHERE state_key = '" + key + "'");
            return connection;
        }

        @Test
        void aStatementThatTakesTooLongEnds() throws Exception {
            JdbcStateStore hasty = new JdbcStateStore(withoutAutoCommit(postgres.dataSource()));
            hasty.setQueryTimeout(1);
            try (Connection lock = changing("k")) {
                assertThatThrownBy(() -> hasty.replace("k", "1", "2")).isInstanceOf(SQLException.class)
                        .hasMessageContaining("canceling statement");
                lock.rollback();
            }
            assertThat(store.replace("k", "1", "2")).isTrue();
        }

        @Test
        void whoWaitsForAnotherWriterLosesToIt() throws Exception {
            try (Connection lock = changing("k")) {
                CompletableFuture<Boolean> replace = CompletableFuture.supplyAsync(() -> replaceK(store));
                awaitLockWait();
                lock.commit();
                assertThat(replace.join()).isFalse();
            }
        }

        @Test
        void aConnectionThatIsLostInTheMiddleIsAnExceptionAndNoFalse() throws Exception {
            JdbcStateStore patient = new JdbcStateStore(postgres.dataSource());
            try (Connection lock = changing("k")) {
                CompletableFuture<Boolean> replace = CompletableFuture.supplyAsync(() -> replaceK(patient));
                awaitLockWait();
                postgres.terminateWaiting();
                assertThatThrownBy(replace::join).isInstanceOf(CompletionException.class)
                        .hasMessageContaining("terminating connection");
                lock.rollback();
            }
            assertThat(patient.read("k")).contains("1");
        }

        @Test
        void aDeadlockIsAnExceptionAndNoFalse() throws Exception {
            postgres.execute("CREATE OR REPLACE FUNCTION cross_over() RETURNS trigger AS 'BEGIN UPDATE box_events_state"
                    + " SET state_value = state_value WHERE state_key = ''other''; RETURN NEW; END' LANGUAGE plpgsql",
                    "CREATE TRIGGER cross_over AFTER UPDATE ON box_events_state FOR EACH ROW WHEN (NEW.state_key = 'k')"
                            + " EXECUTE FUNCTION cross_over()");
            JdbcStateStore patient = new JdbcStateStore(
                    PostgresServer.dataSource(postgres.url() + "&options=-c%20deadlock_timeout=2s"));
            try (Connection other = changing("other")) {
                // Whose timeout passes while both wait is the victim: that of the other one passes later.
                other.createStatement().execute("SET deadlock_timeout = '60s'");
                CompletableFuture<Boolean> replace = CompletableFuture.supplyAsync(() -> replaceK(patient));
                awaitLockWait();
                CompletableFuture<Void> crossing = CompletableFuture.runAsync(() -> changeK(other));
                assertThatThrownBy(replace::join).hasMessageContaining("deadlock detected");
                crossing.join();
                other.rollback();
            }
            assertThat(patient.read("k")).contains("1");
        }

        private void changeK(Connection connection) {
            try {
                connection.createStatement().execute("UPDATE box_events_state SET state_value = '8' WHERE state_key = 'k'");
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        }

        @Test
        void aSerialisationFailureIsAnExceptionAndNoFalse() throws Exception {
            DataSource repeatable = PostgresServer.dataSource(postgres.url()
                    + "&options=-c%20default_transaction_isolation=serializable");
            try (Connection lock = changing("k")) {
                CompletableFuture<Boolean> replace = CompletableFuture.supplyAsync(
                        () -> replaceK(new JdbcStateStore(repeatable)));
                awaitLockWait();
                lock.commit();
                assertThatThrownBy(replace::join).hasMessageContaining("could not serialize access");
            }
        }

        @Test
        void aReadOnlyDatabaseIsReadAndNotWritten() throws Exception {
            JdbcStateStore replica = new JdbcStateStore(
                    PostgresServer.dataSource(postgres.url() + "&options=-c%20default_transaction_read_only=on"));

            assertThat(replica.read("k")).contains("1");
            assertThatThrownBy(() -> replica.replace("k", "1", "2")).hasMessageContaining("read-only transaction");
            assertThatThrownBy(() -> replica.replace("new", null, "2")).hasMessageContaining("read-only transaction");
            assertThat(store.read("k")).contains("1");
        }

        @Test
        void aConstraintOfTheUsersIsNotTakenForADuplicate() throws Exception {
            postgres.execute("ALTER TABLE box_events_state ADD CHECK (state_value <> '13')");

            assertThatThrownBy(() -> store.replace("new", null, "13")).hasMessageContaining("check constraint");
            assertThatThrownBy(() -> store.replace("k", "1", "13")).hasMessageContaining("check constraint");
        }

        private boolean replaceK(JdbcStateStore by) {
            try {
                return by.replace("k", "1", "2");
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        }

        private void awaitLockWait() {
            Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> !postgres
                    .query("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty());
        }
    }

    @Nested
    class TheTable {

        @ParameterizedTest
        @ValueSource(booleans = { true, false })
        void withoutTheRightToCreateItTheStatementIsSaid(boolean createTable) throws Exception {
            PostgresServer postgres = PostgresServer.shared();
            JdbcStateStore store = new JdbcStateStore(
                    PostgresServer.dataSource(postgres.url() + "&options=-c%20default_transaction_read_only=on"));
            store.setCreateTable(createTable);

            assertThatThrownBy(() -> store.read("k")).isInstanceOf(SQLException.class).hasMessageContainingAll(
                    createTable ? "read-only transaction" : "does not exist",
                    "Create it by: CREATE TABLE box_events_state (state_key varchar(255) NOT NULL PRIMARY KEY,"
                            + " state_value varchar(4000) NOT NULL)");
            postgres.execute(JdbcStateStore.ddl("PostgreSQL"));
            assertThat(store.read("k")).isEmpty();
        }

        @Test
        void aDatabaseThatIsDownIsNoMissingTable() {
            JdbcStateStore store = new JdbcStateStore(PostgresServer.dataSource("jdbc:postgresql://localhost:1/postgres"));

            assertThatThrownBy(() -> store.read("k")).hasMessageContaining("refused").message().doesNotContain("CREATE TABLE");
        }

        @Test
        void withoutDataSourceTheMessageSaysSo() {
            assertThatThrownBy(() -> new JdbcStateStore().read("k")).hasMessage("JdbcStateStore has no dataSource: set it");
        }

        @Test
        void aValueThatIsTooLongIsNotQuoted() {
            String secret = "s3cret".repeat(700);
            assertThatThrownBy(() -> new JdbcStateStore(h2("")).replace("k", null, secret))
                    .hasMessageContaining("4200 characters").message().doesNotContain("s3cret");
        }

        @Test
        void isCaseSensitiveWhereTheDefaultIsNot() {
            assertThat(JdbcStateStore.ddl("MySQL")).endsWith(" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
            assertThat(JdbcStateStore.ddl("MariaDB")).isEqualTo(JdbcStateStore.ddl("MySQL"));
            assertThat(JdbcStateStore.ddl("Microsoft SQL Server"))
                    .contains("state_key varchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL",
                            "state_value varchar(4000) COLLATE Latin1_General_100_BIN2 NOT NULL");
            assertThat(JdbcStateStore.ddl("Oracle")).isEqualTo(JdbcStateStore.ddl("H2")).doesNotContain("COLLATE");
        }

        @Test
        void isMadeInTheDialectsThatH2Knows() throws Exception {
            for (String mode : new String[] { "MySQL", "MariaDB", "MSSQLServer", "Oracle" }) {
                JdbcStateStore store = new JdbcStateStore(h2(";MODE=" + mode));
                assertThat(store.replace("k", null, "1")).isTrue();
                assertThat(store.replace("k", null, "2")).isFalse();
                assertThat(store.replace("k", "1", "2")).isTrue();
                endH2();
            }
        }
    }
}
