// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.exactlyonce;

import java.util.HashMap;
import java.util.Map;

import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * How often something happened to each item of a Box account. To count twice would be wrong, so an event's id and its count are
 * in one transaction, and the id is unique: an event that comes again is recognised, whatever was killed when.
 */
public class ExactlyOnceRoute extends RouteBuilder {

    @Override
    public void configure() {
        // The component delivers what failed again, in a new transaction.
        from("box-events:all?streamPosition=0&stateStore=#state&batching={{box.batching}}").routeId("count")
                .transacted()
                // Without batching, the body is the one event.
                .split(body()).stopOnException()
                .transform().body(BoxEvent.class, ExactlyOnceRoute::row)
                .to("sql:classpath:exactlyonce/remember.sql")
                .choice()
                .when(header("CamelSqlUpdateCount").isEqualTo(1))
                .to("sql:classpath:exactlyonce/count.sql")
                .otherwise()
                .log(LoggingLevel.INFO, ExactlyOnceRoute.class.getName(), "counted before: ${body[event_id]}")
                .end();
    }

    // Some events have no item, and a row without an id is never a repeat.
    private static Map<String, Object> row(BoxEvent event) {
        BoxEvent.Item item = event.getSource();
        Map<String, Object> row = new HashMap<>();
        row.put("event_id", event.getEventId());
        row.put("item_id", item == null || item.id() == null ? "none" : item.id());
        return row;
    }
}
