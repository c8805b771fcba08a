// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.jms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.examples.JsonLines;
import io.github.camelbox.events.examples.SandboxTestSupport;
import io.github.camelbox.events.examples.demo.Broker;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The JMS example, with a real broker that keeps its messages on disk. */
class JmsFlowTest extends SandboxTestSupport {

    private final List<String> published = new ArrayList<>();
    private Broker broker;
    private JmsFlow flow;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new Broker(directory.resolve("broker"), 100);
        broker.start();
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
        broker.close();
    }

    private void startFlow() {
        flow = JmsFlow.start(Map.of("broker.url", broker.url() + "?retryInterval=100", "broker.recovery.interval", "100",
                "jms.directory", directory.toString(),
                "box.base.url", box.baseUrl(), "box.access.token", box.accessToken(),
                "box.retry.initial.delay", "50", "box.retry.max.delay", "200"));
        await().until(() -> box.openLongPolls() == 1 || audited().size() > 0);
    }

    @Test
    void aRestartOfTheBrokerInMidStreamLosesNothingAndRepeatsNothing() throws Exception {
        startFlow();
        AtomicInteger failed = failures("box-to-queue");
        publish(150);
        await().until(() -> audited().size() >= 20);

        broker.stop();
        publish(20);
        await().until(() -> failed.get() >= 3);
        assertThat(audited()).hasSizeLessThan(150);
        broker.start();
        publish(20);

        await().untilAsserted(() -> assertThat(audited()).hasSize(190));
        assertThat(audited()).containsExactlyInAnyOrderElementsOf(published);
        assertThat(rejected()).doesNotExist();
    }

    @Test
    void aRestartOfTheFlowInMidStreamLosesNothingAndRepeatsNothing() throws Exception {
        startFlow();
        publish(150);
        await().until(() -> audited().size() >= 20);
        flow.close();
        publish(20);
        assertThat(audited()).hasSizeLessThan(150);

        startFlow();

        await().untilAsserted(() -> assertThat(audited()).hasSize(170));
        assertThat(audited()).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void aMessageThatCannotBeAuditedIsDeliveredAgain() throws Exception {
        Path inTheWay = Files.createDirectories(directory.resolve("audit.jsonl"));
        startFlow();
        AtomicInteger failed = failures("queue-to-audit");
        publish(2);
        // More often than a broker with default settings delivers a message.
        await().until(() -> failed.get() >= 12);

        Files.delete(inTheWay);

        await().untilAsserted(() -> assertThat(audited()).containsExactlyInAnyOrderElementsOf(published));
        assertThat(rejected()).doesNotExist();
    }

    @Test
    void aRepeatedMessageIsAuditedOnce() throws Exception {
        startFlow();
        publish(1);
        try (ProducerTemplate template = flow.bean(CamelContext.class).createProducerTemplate()) {
            template.sendBodyAndHeader("jms:queue:box.events", "{\"event_id\":\"event-0\"}", "BoxEventId", "event-0");
        }
        publish(1);

        await().until(() -> audited().contains("event-1"));
        assertThat(audited()).isEqualTo(published);
    }

    @Test
    void anEventWithoutAnIdIsSetAsideAndBlocksNothing() throws Exception {
        startFlow();
        publish(1);
        box.publish("{\"type\":\"event\",\"event_type\":\"ITEM_UPLOAD\",\"note\":\"no id\"}");
        publish(1);

        await().untilAsserted(() -> assertThat(audited()).isEqualTo(published));
        await().untilAsserted(() -> assertThat(rejected())
                .hasContent("{\"type\":\"event\",\"event_type\":\"ITEM_UPLOAD\",\"note\":\"no id\"}\n"));
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            String id = "event-" + published.size();
            published.add(id);
            box.publish("{\"type\":\"event\",\"event_id\":\"" + id + "\",\"event_type\":\"ITEM_UPLOAD\"}");
        }
    }

    /** Counts the Exchanges of a route that fail from now on. */
    private AtomicInteger failures(String routeId) {
        AtomicInteger count = new AtomicInteger();
        flow.bean(CamelContext.class).getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failed
                        && routeId.equals(failed.getExchange().getFromRouteId())) {
                    count.incrementAndGet();
                }
            }
        });
        return count;
    }

    /** The ids in the audit file, in its order. */
    private List<String> audited() throws IOException {
        return JsonLines.read(directory.resolve("audit.jsonl"), "/event_id");
    }

    private Path rejected() {
        return directory.resolve("rejected.jsonl");
    }
}
