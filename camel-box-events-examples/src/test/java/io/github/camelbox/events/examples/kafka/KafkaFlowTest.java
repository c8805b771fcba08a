// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kafka example, with a real broker that keeps its records on disk. */
class KafkaFlowTest extends SandboxTestSupport {

    private static final int ITEMS = 12;

    private record Handled(String worker, String item, String eventId) {
    }

    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final List<CamelContext> contexts = new ArrayList<>();
    private int published;
    private KafkaBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new KafkaBroker(directory);
        broker.start();
        broker.createTopic("box-events", 6);
    }

    @AfterEach
    void stop() {
        contexts.forEach(CamelContext::stop);
        broker.close();
    }

    @Test
    void workersShareTheEventsAndEachItemsAreInOrder() throws Exception {
        startWorker("one");
        startWorker("two");
        await().until(() -> broker.readers("box-workers") == 2);
        startBox();

        publish(120);

        await().until(() -> handled.size() >= 120);
        assertThat(handled).hasSize(120);
        assertThat(handled).extracting(Handled::worker).contains("one", "two");
        assertEachItemsAreCompleteAndInOrder();
        assertThat(handled.stream().collect(Collectors.groupingBy(Handled::item,
                Collectors.mapping(Handled::worker, Collectors.toSet()))).values())
                .as("the workers of each item").allSatisfy(workers -> assertThat(workers).hasSize(1));
    }

    @Test
    void aRestartOfTheBrokerInMidStreamLosesNothingAndKeepsTheOrder() throws Exception {
        startWorker("one");
        startBox();
        publish(300);
        await().until(() -> handled.size() >= 20);

        broker.stop();
        assertThat(handled).hasSizeLessThan(300);
        publish(20);
        broker.start();

        // What was handled but not yet noted by Kafka comes again.
        await().until(() -> handled.stream().map(Handled::eventId).distinct().count() >= 320);
        assertEachItemsAreCompleteAndInOrder();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++, published++) {
            box.publish("{\"type\":\"event\",\"event_id\":\"" + published + "\",\"event_type\":\"ITEM_UPLOAD\","
                    + "\"source\":{\"type\":\"file\",\"id\":\"" + item(published) + "\"}}");
        }
    }

    private static String item(int event) {
        return "item-" + event % ITEMS;
    }

    private void assertEachItemsAreCompleteAndInOrder() {
        for (int i = 0; i < ITEMS; i++) {
            String item = item(i);
            List<String> expected = new ArrayList<>();
            for (int event = i; event < published; event += ITEMS) {
                expected.add(Integer.toString(event));
            }
            assertThat(handled.stream().filter(it -> it.item().equals(item)).map(Handled::eventId).distinct())
                    .as(item).containsExactlyElementsOf(expected);
        }
    }

    private void startBox() throws Exception {
        DefaultCamelContext context = newContext();
        logIn(context);
        context.addRoutes(new BoxToKafkaRoute());
        context.start();
        awaitLongPoll();
    }

    private void startWorker(String name) throws Exception {
        DefaultCamelContext context = newContext();
        // How long a worker takes to stop, and to hear that another one came.
        KafkaConfiguration options = context.getComponent("kafka", KafkaComponent.class).getConfiguration();
        options.setPollTimeoutMs(200L);
        options.setHeartbeatIntervalMs(200);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:work").process(exchange -> handle(name, exchange));
            }
        });
        context.addRoutes(new WorkerRoute());
        context.start();
    }

    private void handle(String worker, Exchange exchange) {
        Message record = exchange.getMessage();
        String eventId = record.getHeader("BoxEventId", String.class);
        assertThat(record.getBody(String.class)).startsWith("{").contains("\"event_id\":\"" + eventId + "\"");
        handled.add(new Handled(worker, record.getHeader(KafkaConstants.KEY, String.class), eventId));
    }

    private DefaultCamelContext newContext() {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.putAll(Map.of("kafka.brokers", broker.address(), "worker.to", "direct:work",
                "box.position-file", positionFile().toString()));
        context.getPropertiesComponent().setInitialProperties(properties);
        contexts.add(context);
        return context;
    }
}
