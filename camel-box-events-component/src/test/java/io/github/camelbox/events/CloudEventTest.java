// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The data type {@code box-events:application-cloudevents}: whatever the event is, a CloudEvent by the rules. */
class CloudEventTest extends BoxEventsTestSupport {

    private static final String DATA_TYPE = "box-events:application-cloudevents";
    private static final String JSON
            = "{\"event_id\":\"e-1\",\"event_type\":\"ITEM_UPLOAD\",\"created_at\":\"2026-03-04T05:06:07-08:00\","
                    + "\"source\":{\"type\":\"file\",\"id\":\"7\"}}";
    private static final Map<String, String> ATTRIBUTES = Map.of("id", "CamelCloudEventID", "type", "CamelCloudEventType",
            "source", "CamelCloudEventSource", "subject", "CamelCloudEventSubject", "time", "CamelCloudEventTime");

    private final AtomicReference<Exchange> result = new AtomicReference<>();

    private Message awaitMessage(String json) {
        box.publish(json);
        context.start();
        await().until(() -> result.get() != null);
        return result.get().getMessage();
    }

    private Message transformed(String json) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?streamPosition=0").process(toDataType(DATA_TYPE)).process(result::set);
            }
        });
        return awaitMessage(json);
    }

    // The SDK of CloudEvents reads each attribute, and demands those that must be there.
    private static CloudEvent cloudEvent(Message message) {
        assertThat(message.getHeader("CamelCloudEventVersion")).isEqualTo("1.0");
        assertThat(message.getHeader("Content-Type")).isEqualTo("application/json");
        CloudEventBuilder builder = CloudEventBuilder.v1();
        ATTRIBUTES.forEach((attribute, header) -> {
            if (message.getHeaders().containsKey(header)) {
                assertThat(message.getHeader(header)).as(header).isInstanceOf(String.class).asString().isNotBlank()
                        .doesNotContain("null").doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]");
                builder.withContextAttribute(attribute, message.getHeader(header, String.class));
            }
        });
        return builder.build();
    }

    @Test
    void idAndTimeAreThoseOfTheBoxEvent() throws Exception {
        Message message = transformed(JSON);

        assertThat(message.getHeaders())
                .containsEntry("CamelCloudEventID", "e-1")
                .containsEntry("CamelCloudEventType", "com.box.event.ITEM_UPLOAD")
                .containsEntry("CamelCloudEventSource", "box-events:all")
                .containsEntry("CamelCloudEventSubject", "file/7")
                .containsEntry("CamelCloudEventTime", "2026-03-04T05:06:07-08:00");
        assertThat(cloudEvent(message).getTime()).isEqualTo("2026-03-04T05:06:07-08:00");
        assertThat(message.getBody()).isEqualTo(JSON);
    }

    @Test
    void whatCannotBeFormedIsLeftOutOrMadeOfWhatIsThere() throws Exception {
        Message message = transformed("{\"event_type\":\"\",\"source\":{\"id\":\"77\"},\"created_at\":\"yesterday\"}");

        CloudEvent cloudEvent = cloudEvent(message);
        assertThat(cloudEvent.getId()).isEqualTo(message.getExchange().getExchangeId());
        assertThat(cloudEvent.getType()).isEqualTo("com.box.event");
        assertThat(cloudEvent.getSource()).hasToString("box-events:all");
        assertThat(cloudEvent.getSubject()).isNull();
        assertThat(cloudEvent.getTime()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"event_id\":\"\",\"source\":{\"type\":\"file\"}}",
            "{\"event_id\":\"a\\u0000b\",\"event_type\":\"A\\nB\",\"source\":{\"type\":\"\\ud83d\",\"id\":\"\\uffff\"}}",
            "{\"event_id\":null,\"event_type\":7,\"created_at\":\"2026-01-01T00:00Z\"}",
            "{\"created_at\":\"+999999999-12-31T23:59:59+18:00\"}", "{\"created_at\":\"2026-02-30T00:00:00Z\"}",
            "{\"created_at\":\"2026-01-01T00:00:00+01:00:30\"}", "{\"created_at\":\" \"}", "{\"created_at\":5}" })
    void anOddEventBecomesAValidOneWithoutATime(String json) throws Exception {
        assertThat(cloudEvent(transformed(json)).getTime()).isNull();
    }

    @Test
    void aMessageWithoutAnyOfItsHeadersBecomesOneAndKeepsNoneOfAnotherEvent() throws Exception {
        Exchange exchange = new DefaultExchange(context);
        ATTRIBUTES.values().forEach(header -> exchange.getMessage().setHeader(header, "of another"));
        exchange.getMessage().setHeader(BoxEventsConstants.STREAM_TYPE, "a b");
        context.start();

        toDataType(DATA_TYPE).process(exchange);

        CloudEvent cloudEvent = cloudEvent(exchange.getMessage());
        assertThat(cloudEvent.getSource()).hasToString("box-events");
        assertThat(cloudEvent.getSubject()).isNull();
        assertThat(exchange.getMessage().getHeaders().values()).doesNotContain("of another");
    }

    @Test
    void aYamlRouteCanAskForItByTheNameThatItsCamelHas() throws Exception {
        context.getRegistry().bind("result", (Processor) result::set);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", """
                - route:
                    from:
                      uri: box-events:all?streamPosition=0
                      steps:
                        - %s:
                            toType: box-events:application-cloudevents
                        - process:
                            ref: result
                """.formatted(context.getVersion().matches("4\\.(\\d|1[0-6])\\..*") ? "transform" : "transformDataType")));

        assertThat(cloudEvent(awaitMessage(JSON)).getId()).isEqualTo("e-1");
    }
}
