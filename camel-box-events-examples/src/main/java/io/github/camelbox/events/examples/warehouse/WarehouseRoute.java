// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.warehouse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Everything that happens in an account, in a table of a database: a batch of up to 500 events is one JDBC batch. The position
 * is stored after it is in the table; what comes twice has the same id and changes nothing.
 */
public class WarehouseRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?batching=true&streamPosition=0&positionFile={{box.position-file}}").routeId("box-to-warehouse")
                .transform().body(BoxEventBatch.class, WarehouseRoute::rows)
                .to("sql:classpath:warehouse/insert.sql?batch=true&dataSource=#warehouse")
                .log(LoggingLevel.INFO, WarehouseRoute.class.getName(), "loaded ${header.CamelBoxEventsBatchSize} events");
    }

    private static List<Map<String, Object>> rows(BoxEventBatch batch) {
        return batch.stream().map(WarehouseRoute::row).toList();
    }

    // By the names of the columns. Some events have no item, or no user.
    private static Map<String, Object> row(BoxEvent event) {
        BoxEvent.Item item = event.getSource();
        BoxEvent.User user = event.getCreatedBy();
        Map<String, Object> row = new HashMap<>();
        row.put("event_id", event.getEventId());
        row.put("event_type", event.getEventType());
        row.put("created_at", event.getCreatedTime());
        row.put("user_login", user == null ? null : user.login());
        row.put("item_id", item == null ? null : item.id());
        row.put("item_name", item == null ? null : item.name());
        row.put("event", event.toString());
        return row;
    }

    /** The database, with the table. */
    public static DataSource open(String url) {
        DataSource database = new DriverManagerDataSource(url);
        new ResourceDatabasePopulator(new ClassPathResource("warehouse/schema.sql")).execute(database);
        return database;
    }
}
