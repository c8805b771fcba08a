// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.kafka;

import org.apache.camel.builder.RouteBuilder;

/**
 * One of the workers: Kafka assigns the partitions to those that run, and again when one starts or stops.
 */
public class WorkerRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("kafka:box-events?brokers={{kafka.brokers}}&groupId=box-workers&autoOffsetReset=earliest").routeId("worker")
                .to("{{worker.to}}");
    }
}
