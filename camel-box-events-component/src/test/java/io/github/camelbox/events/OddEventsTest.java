// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each member of an event in each shape that JSON has: whatever it is, the event is delivered once and blocks no other. */
@Timeout(60)
class OddEventsTest extends BoxEventsTestSupport {

    private static final String URI = "box-events:all?streamPosition=0&maxRequestsPerMinute=0";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    // In the shapes that Box's sources have.
    private static final List<String> EVENTS = List.of("""
            {"type":"event","event_id":"1","event_type":"ITEM_UPLOAD","created_at":"2026-01-31T00:00:00-08:00","session_id":"s",
             "recorded_at":"2026-01-31T00:00:01-08:00","ip_address":"10.0.0.1","action_by":null,"additional_details":{"size":1},
             "created_by":{"type":"user","id":"2","login":"a@example.com","name":"A"},
             "source":{"type":"file","id":"3","name":"a.txt","parent":{"type":"folder","id":"4","name":"f"},
                       "path_collection":{"total_count":1,"entries":[{"type":"folder","id":"0","name":"All Files"}]}}}""", """
            {"event_id":"1","event_type":"ITEM_UPLOAD","source":{"item_type":"file","item_id":"3","item_name":"a.txt"}}""", """
            {"event_id":"1","event_type":"ITEM_UPLOAD","source":{"file_id":"3","file_name":"a.txt","folder_id":"4",
                                                             "folder_name":"f"}}""",
            """
            {"event_id":"1","event_type":"ITEM_UPLOAD","source":{"group_id":"5","group_name":"g","user_id":"2","user_name":"A"}}""");

    private static final List<String> VALUES = List.of("null", "\"\"", "\" \"", "\"x\\ny\\u2028z\\u0000\"", "0", "-1", "1.5",
            "12345678901234567890123456789012345678901234567890", "1e999999999", "-1e-999999999", "true", "false", "NaN",
            "-Infinity", "007", "\"raw\ttab\"", "{}", "[]",
            "{\"id\":{\"id\":[null]},\"type\":[],\"name\":1}", "[[],[{}],null,\"x\"]", "[".repeat(2000) + "]".repeat(2000),
            "\"" + "long".repeat(1 << 18) + "\"", "\"+999999999-12-31T23:59:59.999999999-18:00\"",
            "\"-999999999-01-01T00:00:00+18:00\"", "\"2026-02-30T00:00:00Z\"", "\"0000-00-00T00:00:00+00:00\"",
            "\"2026-01-01T00:00:00+99:99\"", "\"9999-12-31T23:59:60Z\"", "\"\\ud83d\"");

    // Each twice: no two events that have one of these are repeats of each other.
    private static final List<String> NO_IDS
            = List.of("null", "\"\"", "\" \"", "\"\\t\\r\\n\"", "{}", "[]", "{\"id\":\"1\"}", "true", "false", "NaN", "1.5");

    private final List<Integer> delivered = new ArrayList<>();
    private int published;
    private int wanted;

    @BeforeEach
    void publishAll() throws Exception {
        box.pageLimit(100);
        for (String event : EVENTS) {
            ObjectNode whole = (ObjectNode) MAPPER.readTree(event);
            vary(whole, whole);
            whole.elements().forEachRemaining(member -> {
                if (member instanceof ObjectNode object) {
                    vary(whole, object);
                }
            });
        }
        for (String id : NO_IDS) {
            ObjectNode event
                    = MAPPER.createObjectNode().put("event_type", "ITEM_UPLOAD").putRawValue("event_id", new RawValue(id));
            publish(event);
            publish(event);
        }
        publish(MAPPER.createObjectNode());
        publish(MAPPER.createObjectNode());
    }

    private void vary(ObjectNode event, ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (published > 0) {
            // The same odd id in two events would make one of them a repeat.
            names.remove("event_id");
        }
        for (String name : names) {
            JsonNode before = object.get(name);
            VALUES.forEach(value -> {
                object.putRawValue(name, new RawValue(value));
                publish(event);
            });
            object.remove(name);
            publish(event);
            object.set(name, before);
        }
    }

    // The number tells the event from others, whatever its id is.
    private void publish(ObjectNode event) {
        ObjectNode numbered = event.deepCopy().put("number", published);
        if (event.path("event_id").asText().equals("1")) {
            numbered.put("event_id", "event-" + published);
        }
        box.publish(numbered.toString());
        published++;
        wanted += event.path("event_type").asText().equals("ITEM_UPLOAD") ? 1 : 0;
    }

    private void deliver(Exchange exchange) {
        String json = exchange.getMessage().getBody(BoxEvent.class).toString();
        delivered.add(Integer.parseInt(json.replaceAll("(?s).*\"number\":(\\d+).*", "$1")));
        exchange.getMessage().getHeaders()
                .forEach((name, value) -> assertThat(value).as(name).isInstanceOfAny(String.class, Long.class));
    }

    private int delivered() {
        synchronized (delivered) {
            return delivered.size();
        }
    }

    private void assertEachOnce(int count) {
        assertThat(delivered).doesNotHaveDuplicates().hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "&eventTypes=ITEM_UPLOAD", "&maxInFlight=3", "&duplicateWindow=0",
            "&idempotentRepository=#ids" })
    void aRouteGetsEachEventOnce(String options) throws Exception {
        context.getRegistry().bind("ids", new MemoryIdempotentRepository());
        route(URI + options, exchange -> {
            synchronized (delivered) {
                deliver(exchange);
            }
        });
        context.start();
        awaitWaiting();
        int expected = options.contains("eventTypes") ? wanted : published;
        // The last of them may have been taken, and not be in the route yet.
        await().until(() -> delivered() >= expected && context.getInflightRepository().size() == 0);

        assertEachOnce(expected);
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(consumer().getFailedExchanges()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "&eventTypes=ITEM_UPLOAD" })
    void aPollingConsumerGetsEachEventOnce(String options) throws Exception {
        context.start();
        try (ConsumerTemplate template = context.createConsumerTemplate()) {
            for (Exchange one = receive(template, options); one != null; one = receive(template, options)) {
                deliver(one);
                template.doneUoW(one);
            }
        }

        assertEachOnce(options.isEmpty() ? published : wanted);
    }

    private static Exchange receive(ConsumerTemplate template, String options) {
        return template.receiveNoWait(URI + options);
    }
}
