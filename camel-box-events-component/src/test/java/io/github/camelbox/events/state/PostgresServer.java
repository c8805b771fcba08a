// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, which can be restarted and keeps its port and its data. One for all tests: the first start takes long. */
public final class PostgresServer {

    private final Path directory;
    private EmbeddedPostgres running;

    private PostgresServer() {
        try {
            directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgres");
            running = builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Started by who asks for it: a process that only connects to another's server has none.
    private static final class Shared {

        private static final PostgresServer SERVER = new PostgresServer();
    }

    /** The server, without what an earlier test has left behind. */
    public static PostgresServer shared() throws SQLException {
        Shared.SERVER.execute("DROP TABLE IF EXISTS box_events_state, history CASCADE");
        return Shared.SERVER;
    }

    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false);
    }

    public void stop() throws IOException {
        running.close();
    }

    public void start() throws IOException {
        running = builder().setPort(running.getPort()).start();
    }

    public String url() {
        return running.getJdbcUrl("postgres", "postgres");
    }

    /** Each connection is a new one. */
    public DataSource dataSource() {
        return dataSource(url());
    }

    /** Of this or another process. */
    public static DataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    public void execute(String... sql) throws SQLException {
        try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    /** The first column. */
    public List<String> query(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
             Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** From now on, each value that is stored is noted, in order. */
    public void keepHistory(StateStore store) throws Exception {
        store.read("the table is made");
        execute("CREATE TABLE history (id serial, state_key varchar(255), state_value varchar(4000))",
                "CREATE OR REPLACE FUNCTION note() RETURNS trigger AS 'BEGIN INSERT INTO history (state_key, state_value)"
                        + " VALUES (NEW.state_key, NEW.state_value); RETURN NEW; END' LANGUAGE plpgsql",
                "CREATE TRIGGER note AFTER INSERT OR UPDATE ON box_events_state FOR EACH ROW EXECUTE FUNCTION note()");
    }

    public List<String> history() throws SQLException {
        return query("SELECT state_value FROM history ORDER BY id");
    }

    /** Ends the connections that wait for a lock, as a failing network would. */
    public int terminateWaiting() throws SQLException {
        return query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").size();
    }
}
