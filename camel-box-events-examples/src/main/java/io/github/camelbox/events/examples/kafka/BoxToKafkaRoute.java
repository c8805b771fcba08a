// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.kafka;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * Box events to a Kafka topic, for many workers. The key is the item of the event, so that the events of an item are in one
 * partition, in the order of Box, and reach one worker. Events without an item have no key and go to any partition.
 */
public class BoxToKafkaRoute extends RouteBuilder {

    @Override
    public void configure() {
        // The component retries and reports a failed event, in one line; Camel's own error handler would add forty to it.
        errorHandler(noErrorHandler());
        // One event at a time (maxInFlight=1, the default): more would change the order. The position is stored after all
        // replicas have confirmed the record.
        from("box-events:all?positionFile={{box.position-file}}").routeId("box-to-kafka")
                .setHeader(KafkaConstants.KEY, header(BoxEventsConstants.SOURCE_ID))
                // Camel does not send its own headers, which begin with Camel.
                .setHeader("BoxEventId", header(BoxEventsConstants.EVENT_ID))
                .setHeader("BoxEventType", header(BoxEventsConstants.EVENT_TYPE))
                .to("kafka:box-events?brokers={{kafka.brokers}}&requestRequiredAcks=all");
    }
}
