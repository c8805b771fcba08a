// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The data type {@code box-events:application-cloudevents}. */
class CloudEventTest extends BoxEventsTestSupport {

    private Message transformed(String json) throws Exception {
        AtomicReference<Exchange> result = new AtomicReference<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?streamPosition=0").routeId("box")
                        .process(toDataType("box-events:application-cloudevents"))
                        .process(result::set);
            }
        });
        box.publish(json);
        context.start();
        await().until(() -> result.get() != null);
        return result.get().getMessage();
    }

    @Test
    void idAndTimeAreThoseOfTheBoxEvent() throws Exception {
        String json = "{\"event_id\":\"e-1\",\"event_type\":\"ITEM_UPLOAD\",\"created_at\":\"2026-03-04T05:06:07-08:00\","
                + "\"source\":{\"type\":\"file\",\"id\":\"7\"}}";

        Message message = transformed(json);

        assertThat(message.getHeaders())
                .containsEntry("CamelCloudEventID", "e-1")
                .containsEntry("CamelCloudEventType", "com.box.event.ITEM_UPLOAD")
                .containsEntry("CamelCloudEventSource", "box-events:all")
                .containsEntry("CamelCloudEventSubject", "file/7")
                .containsEntry("CamelCloudEventTime", "2026-03-04T05:06:07-08:00")
                .containsEntry("CamelCloudEventVersion", "1.0")
                .containsEntry("Content-Type", "application/json");
        assertThat(message.getBody()).isEqualTo(json);
    }

    @Test
    void anEventWithoutTheseStillBecomesOne() throws Exception {
        Message message = transformed("{\"event_type\":\"ADMIN_LOGIN\"}");

        assertThat(message.getHeader("CamelCloudEventID")).isEqualTo(message.getExchange().getExchangeId());
        assertThat(message.getHeader("CamelCloudEventTime", String.class)).startsWith("20").endsWith("Z");
        assertThat(message.getHeaders()).doesNotContainKey("CamelCloudEventSubject");
    }
}
