// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * A {@link StateStore} in the table {@code box_events_state} of a database: PostgreSQL, MySQL, MariaDB, Oracle, SQL Server or
 * H2. Each call takes a connection of its own from the {@code DataSource}, and is a transaction of its own.
 * <p>
 * The table is created if it does not exist, unless {@link #setCreateTable} says otherwise; then, or without the right to do
 * so, the exception contains the statement that creates it.
 */
public class JdbcStateStore implements StateStore {

    private static final int LONGEST_VALUE = 4000;
    private static final String PROBE = "SELECT state_value FROM box_events_state WHERE 1 = 0";
    private static final String READ = "SELECT state_value FROM box_events_state WHERE state_key = ?";
    private static final String INSERT = "INSERT INTO box_events_state (state_value, state_key) VALUES (?, ?)";
    private static final String UPDATE
            = "UPDATE box_events_state SET state_value = ? WHERE state_key = ? AND state_value = ?";

    private DataSource dataSource;
    private boolean createTable = true;
    private int queryTimeout = 15;
    private volatile boolean tableExists;

    /** For a bean whose properties are set. */
    public JdbcStateStore() {
    }

    public JdbcStateStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Where the connections come from. */
    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether to create the table if it does not exist. True by default. */
    public void setCreateTable(boolean createTable) {
        this.createTable = createTable;
    }

    /** How many seconds a statement may take, 15 by default; 0 for the driver's own. */
    public void setQueryTimeout(int queryTimeout) {
        this.queryTimeout = queryTimeout;
    }

    @Override
    public Optional<String> read(String key) throws SQLException {
        return inTransaction(connection -> select(connection, key));
    }

    @Override
    public boolean replace(String key, String expected, String next) throws SQLException {
        if (next.length() > LONGEST_VALUE) {
            // Some databases quote what is too long, which may be a secret.
            throw new SQLException("A value of " + next.length() + " characters does not fit into the table box_events_state");
        }
        return expected == null ? insert(key, next) : inTransaction(connection -> update(connection, key, expected, next));
    }

    private boolean insert(String key, String next) throws SQLException {
        try {
            return inTransaction(connection -> execute(connection, INSERT, next, key) == 1);
        } catch (SQLException e) {
            // A duplicate key, or a constraint of the user's own.
            if (!is(e, "23") || read(key).isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    private boolean update(Connection connection, String key, String expected, String next) throws SQLException {
        // A driver may be set up to count only rows that it has changed.
        return execute(connection, UPDATE, next, key, expected) == 1
                || expected.equals(next) && select(connection, key).filter(next::equals).isPresent();
    }

    private Optional<String> select(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = prepare(connection, READ, key); ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private int execute(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection, String sql, String... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setQueryTimeout(queryTimeout);
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    /** What is done with a connection. */
    private interface Work<T> {

        T in(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        if (dataSource == null) {
            throw new IllegalStateException("JdbcStateStore has no dataSource: set it");
        }
        try (Connection connection = dataSource.getConnection()) {
            if (!tableExists) {
                findTable(connection);
                tableExists = true;
            }
            return transaction(connection, work);
        }
    }

    private static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        boolean commits = !connection.getAutoCommit();
        boolean done = false;
        try {
            T result = work.in(connection);
            if (commits) {
                connection.commit();
            }
            done = true;
            return result;
        } finally {
            if (commits && !done) {
                rollBack(connection);
            }
        }
    }

    // What failed before is what the caller must know.
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken, which ends the transaction too.
        }
    }

    private void findTable(Connection connection) throws SQLException {
        try {
            transaction(connection, this::probe);
        } catch (SQLException missing) {
            // SQL Server has a state of its own for it.
            if (!is(missing, "42") && !is(missing, "S0")) {
                throw missing;
            }
            create(connection, missing);
        }
    }

    private boolean probe(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection, PROBE)) {
            statement.executeQuery().close();
            return true;
        }
    }

    private void create(Connection connection, SQLException missing) throws SQLException {
        String ddl = ddl(connection.getMetaData().getDatabaseProductName());
        if (!createTable) {
            throw missingTable(ddl, missing);
        }
        try {
            transaction(connection, target -> {
                try (Statement statement = target.createStatement()) {
                    return statement.executeUpdate(ddl);
                }
            });
        } catch (SQLException denied) {
            try {
                // Another process may have created it at the same time.
                transaction(connection, this::probe);
            } catch (SQLException stillMissing) {
                throw missingTable(ddl, denied);
            }
        }
    }

    private static SQLException missingTable(String ddl, SQLException cause) {
        return new SQLException("The table box_events_state cannot be used (" + cause.getMessage() + "). Create it by: " + ddl,
                cause.getSQLState(), cause);
    }

    // Case-sensitive where the default is not.
    static String ddl(String product) {
        String ofColumn = product.contains("SQL Server") ? " COLLATE Latin1_General_100_BIN2" : "";
        boolean mySql = product.contains("MySQL") || product.contains("MariaDB");
        return "CREATE TABLE box_events_state (state_key varchar(255)" + ofColumn + " NOT NULL PRIMARY KEY,"
                + " state_value varchar(4000)" + ofColumn + " NOT NULL)"
                + (mySql ? " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "");
    }

    private static boolean is(SQLException e, String stateClass) {
        return e.getSQLState() != null && e.getSQLState().startsWith(stateClass);
    }
}
