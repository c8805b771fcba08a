// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON schema of the event that is in the jar. */
class EventSchemaTest extends BoxEventsTestSupport {

    static final String FILE = "META-INF/box-events/event.schema.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode text = read();
    private final JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);

    static JsonNode read() {
        try (InputStream in = BoxEventsEndpoint.class.getResourceAsStream("/" + FILE)) {
            return MAPPER.readTree(in);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Set<ValidationMessage> errors(String event) throws Exception {
        return schema.validate(MAPPER.readTree(event));
    }

    @Test
    void itIsASchema() {
        JsonSchema ofSchemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(SchemaLocation.of(SchemaId.V7));
        assertThat(ofSchemas.validate(text)).isEmpty();
    }

    @Test
    void everyEventOfTheSandboxIsValid() throws Exception {
        box.account().createFolder("f");
        for (String name : List.of("a", "b")) {
            box.account().upload(name);
            box.account().rename(name);
            box.account().comment(name);
            box.account().download(name);
            box.account().preview(name);
            box.account().share(name);
            box.account().move(name);
            box.account().as(3).delete(name);
        }
        box.account().burst(50);
        box.backlog(50);
        List<String> events = new CopyOnWriteArrayList<>();
        route("box-events:all?streamPosition=0", exchange -> events.add(exchange.getMessage().getBody(String.class)));
        context.start();
        awaitWaiting();

        assertThat(events).hasSize((int) box.eventCount()).allSatisfy(event -> assertThat(errors(event)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"event_id\":7,\"source\":null,\"created_by\":null,\"additional_details\":\"{}\"}",
            "{\"source\":{\"item_type\":\"file\",\"item_id\":\"3\",\"parent\":{\"id\":\"4\",\"name\":\"f\"}},\"ip_address\":\"Unknown IP\"}",
            "{\"source\":{\"group_id\":\"5\",\"group_name\":\"g\",\"user_id\":\"2\"},\"additional_details\":[],\"new\":[1]}" })
    void whatBoxIsKnownToSendIsValid(String event) throws Exception {
        assertThat(errors(event)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "{\"event_id\":{}}", "{\"event_type\":7}", "{\"source\":\"file\"}",
            "{\"source\":{\"parent\":[]}}", "{\"source\":{\"path_collection\":{\"entries\":{}}}}",
            "{\"created_by\":{\"id\":true}}" })
    void whatIsOfAnotherKindIsNot(String event) throws Exception {
        assertThat(errors(event)).isNotEmpty();
    }
}
