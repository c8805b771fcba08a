// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.exactlyonce;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelbox.events.state.JdbcStateStore;
import org.apache.camel.main.Main;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The route as a process. Environment variables: {@code DATABASE_URL}, a PostgreSQL; {@code BOX_ACCESS_TOKEN};
 * {@code BOX_BASE_URL} if Box is reached through a gateway; {@code BOX_BATCHING}.
 */
public final class ExactlyOnce {

    private ExactlyOnce() {
    }

    public static void main(String[] args) throws Exception {
        DataSource database = open(System.getenv("DATABASE_URL"));
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.access-token", System.getenv("BOX_ACCESS_TOKEN"));
        camel.addInitialProperty("camel.component.box-events.base-url",
                System.getenv().getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0"));
        camel.addInitialProperty("box.batching", System.getenv().getOrDefault("BOX_BATCHING", "false"));
        // One database for the effect, the ids and the position. The sql endpoints use it because there is no other.
        camel.bind("database", database);
        camel.bind("transactions", new DataSourceTransactionManager(database));
        camel.bind("state", new JdbcStateStore(database));
        camel.configure().addRoutesBuilder(new ExactlyOnceRoute());
        camel.run();
    }

    private static DataSource open(String url) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        // One for the transaction, one for the position.
        pool.setMaximumPoolSize(2);
        // Both are below requestTimeout, so that a dead network is an error that says so.
        pool.setConnectionTimeout(10_000);
        pool.addDataSourceProperty("socketTimeout", "20");
        DataSource database = new HikariDataSource(pool);
        new ResourceDatabasePopulator(new ClassPathResource("exactlyonce/schema.sql")).execute(database);
        return database;
    }
}
