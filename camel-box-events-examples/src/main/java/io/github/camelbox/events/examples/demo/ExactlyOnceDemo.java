// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.camelbox.events.examples.exactlyonce.ExactlyOnce;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Kills the process that counts the events of a simulated Box account, again and again, and then compares. Ends by itself, with
 * exit status 0 if each event was counted exactly once: {@code mvn -q -Pdemo -Dexample=exactlyonce verify}
 */
public final class ExactlyOnceDemo {

    private static final int KILLS = 30;
    private static final int EVENTS = 3000;
    private static final String WAITS = "wait_event_type = 'Lock' and datname = current_database()";

    private final BoxSandbox box;
    private final EmbeddedPostgres postgres;
    private final Path log;
    private final boolean batching;
    private final int kills;
    private final int events;
    private final Random random = new Random();

    private ExactlyOnceDemo(BoxSandbox box, EmbeddedPostgres postgres, Path log, boolean batching, int kills, int events) {
        this.box = box;
        this.postgres = postgres;
        this.log = log;
        this.batching = batching;
        this.kills = kills;
        this.events = events;
    }

    /** @param args the directory for the logs; how often to kill, in how many events: 30 in 3,000 if it is not said */
    public static void main(String[] args) throws Exception {
        Path parent = Files.createDirectories(Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath());
        Path directory = Files.createTempDirectory(parent, "exactlyonce-");
        int kills = args.length > 1 ? Integer.parseInt(args[1]) : KILLS;
        int events = args.length > 2 ? Integer.parseInt(args[2]) : EVENTS;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            for (boolean batching : new boolean[] { false, true }) {
                try (BoxSandbox box = new BoxSandbox().start()) {
                    Path log = directory.resolve("batching-" + batching + ".log");
                    new ExactlyOnceDemo(box, postgres, log, batching, kills, events).run();
                }
            }
        }
    }

    private void run() throws Exception {
        String name = "batching_" + batching;
        DataSource database = postgres.getDatabase("postgres", name);
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            execute(connection, "create database " + name);
        }
        Map<String, String> environment = Map.of("BOX_ACCESS_TOKEN", box.accessToken(), "BOX_BASE_URL", box.baseUrl(),
                "BOX_BATCHING", String.valueOf(batching), "DATABASE_URL", postgres.getJdbcUrl("postgres", name));
        // Several pages, and so batches, between two kills.
        int page = Math.max(1, events / (kills + 1) / 5);
        box.pageLimit(page);
        try (Connection connection = database.getConnection();
             ForkedMain counting = new ForkedMain(ExactlyOnce.class, log, environment)) {
            for (int i = 0; i < kills; i++) {
                counting.start();
                int before = (int) box.eventCount();
                int until = (int) ((long) events * (i + 1) / (kills + 1));
                upload(until - page);
                // One at least: before the first, there may be no table of positions to lock.
                awaitCounted(counting, connection, before + 1 + random.nextInt(until - page - before));
                if (i % 2 == 0) {
                    killBeforeThePositionIsStored(counting, database, until);
                } else {
                    // Between any two statements.
                    upload(until);
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                    counting.kill();
                }
            }
            counting.start();
            upload(events);
            awaitCounted(counting, connection, events);
            sumUp(connection);
        }
    }

    /** Each event on an item of its own: so the count of the item is that of the event. */
    private void upload(int until) {
        while (box.eventCount() < until) {
            box.account().upload("Report " + box.eventCount() + ".docx");
        }
    }

    private void awaitCounted(ForkedMain counting, Connection connection, int wanted) throws Exception {
        awaitThat(counting, () -> count(connection, "select count(*) from pg_tables where tablename = 'item_activity'") == 1
                && count(connection, "select count(*) from counted_event") >= wanted);
    }

    /** At the worst moment: what was counted is committed, and the position behind it is not. */
    private void killBeforeThePositionIsStored(ForkedMain counting, DataSource database, int until) throws Exception {
        try (Connection lock = database.getConnection(); Connection connection = database.getConnection()) {
            lock.setAutoCommit(false);
            execute(lock, "lock table box_events_state in exclusive mode");
            upload(until);
            awaitThat(counting, () -> count(connection, "select count(*) from pg_stat_activity where " + WAITS) > 0);
            counting.kill();
            // Else the server would execute the statement of the process that is gone.
            count(connection, "select count(pg_terminate_backend(pid)) from pg_stat_activity where " + WAITS);
            lock.rollback();
        }
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private void awaitThat(ForkedMain counting, Condition condition) throws Exception {
        while (!condition.holds()) {
            if (!counting.isAlive()) {
                throw new IllegalStateException("The process has ended: see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void sumUp(Connection connection) throws Exception {
        int counted = count(connection, "select count(*) from item_activity");
        int wrong = count(connection, "select count(*) from item_activity where events <> 1");
        long repeats;
        try (var lines = Files.lines(log)) {
            repeats = lines.filter(line -> line.contains("counted before: ")).count();
        }
        System.out.println("batching=" + batching + ": killed " + kills + " times. " + events + " events happened. Missing: "
                + (events - counted) + ". Counted more than once: " + wrong + ". Delivered again and recognised: " + repeats
                + ".");
        if (counted != events || wrong != 0) {
            throw new IllegalStateException("Not exactly once: see " + log);
        }
    }

    private static int count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
