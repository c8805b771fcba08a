// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.kafka;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * Box events to a Kafka topic, for many workers. The key is the item that an event is about, so that the events of an item are in
 * one partition, in Box's order, and reach one worker. Events about no item have no key and go to any partition.
 */
public class BoxToKafkaRoute extends RouteBuilder {

    @Override
    public void configure() {
        // One event at a time (maxInFlight=1, the default), for more would mix up the order. The position is stored after all
        // replicas have confirmed the record.
        from("box-events:all?positionFile={{box.position-file}}").routeId("box-to-kafka")
                .setHeader(KafkaConstants.KEY, header(BoxEventsConstants.SOURCE_ID))
                // Camel keeps its own headers, which begin with Camel, from leaving it.
                .setHeader("BoxEventId", header(BoxEventsConstants.EVENT_ID))
                .setHeader("BoxEventType", header(BoxEventsConstants.EVENT_TYPE))
                .to("kafka:box-events?brokers={{kafka.brokers}}&requestRequiredAcks=all");
    }
}
