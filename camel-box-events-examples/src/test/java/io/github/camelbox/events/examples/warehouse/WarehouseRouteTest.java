// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.warehouse;

import java.nio.file.Files;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.camelbox.events.BoxEventsComponent;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The warehouse example, with a real database. */
class WarehouseRouteTest extends SandboxTestSupport {

    private final AtomicInteger failures = new AtomicInteger();
    private JdbcTemplate database;
    private DefaultCamelContext camel;

    @BeforeEach
    void openDatabase() {
        database = new JdbcTemplate(
                WarehouseRoute.open("jdbc:h2:" + directory.resolve("warehouse") + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1"));
    }

    @AfterEach
    void stop() {
        camel.stop();
        database.execute("shutdown");
    }

    private void start() throws Exception {
        camel = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.put("box.position-file", positionFile().toString());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getRegistry().bind("warehouse", DataSource.class, database.getDataSource());
        logIn(camel);
        camel.getComponent("box-events", BoxEventsComponent.class).getConfiguration().setRetryInitialDelay(50);
        camel.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent) {
                    failures.incrementAndGet();
                }
            }
        });
        camel.addRoutes(new WarehouseRoute());
        camel.start();
    }

    private int count(String sql) {
        return database.queryForObject(sql, Integer.class);
    }

    @Test
    void eachEventIsARowHoweverOftenItComes() throws Exception {
        box.backlog(1200);
        start();
        awaitLongPoll();
        awaitStoredPosition();
        assertThat(count("select count(*) from box_event")).isEqualTo(1200);
        assertThat(count("select count(*) from box_event where created_at is not null and event_type is not null"
                + " and item_name is not null and user_login is not null")).isPositive();
        camel.stop();
        Files.delete(positionFile());

        start();
        box.account().burst(3);

        awaitLongPoll();
        awaitStoredPosition();
        assertThat(count("select count(*) from box_event")).isEqualTo(1203);
    }

    @Test
    void aBatchThatTheDatabaseDoesNotTakeComesAgainWhole() throws Exception {
        database.execute("alter table box_event rename to elsewhere");
        box.backlog(700);
        start();
        await().until(() -> failures.get() >= 2);
        assertThat(positionFile()).doesNotExist();
        database.execute("alter table elsewhere rename to box_event");

        awaitLongPoll();
        awaitStoredPosition();
        assertThat(count("select count(*) from box_event")).isEqualTo(700);
    }

    @Test
    void anEventOfFewFieldsIsARowToo() throws Exception {
        box.publish("{\"type\":\"event\",\"created_at\":\"no time\",\"source\":null}");
        start();
        awaitLongPoll();
        awaitStoredPosition();

        assertThat(database.queryForMap("select event_id, created_at, item_id from box_event")).containsValues(null, null,
                null);
        assertThat(database.queryForObject("select event from box_event", String.class))
                .isEqualTo("{\"type\":\"event\",\"created_at\":\"no time\",\"source\":null}");
    }
}
