// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The metadata of the component that the build generates, which Camel's tools read. */
final class GeneratedMetadata {

    private static final String FILE = "/META-INF/io/github/camelbox/events/box-events.json";

    private final String text;
    private final JsonNode json;

    private GeneratedMetadata(String text, JsonNode json) {
        this.text = text;
        this.json = json;
    }

    static GeneratedMetadata read() throws IOException {
        try (InputStream in = BoxEventsEndpoint.class.getResourceAsStream(FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new GeneratedMetadata(text, new ObjectMapper().readTree(text));
        }
    }

    String text() {
        return text;
    }

    /** What the component is for, in a sentence. */
    String description() {
        return component().path("description").asText();
    }

    /** What is said of the component as a whole, such as its version. */
    JsonNode component() {
        return json.path("component");
    }

    /** The options of an endpoint by name, that of the path first. */
    Map<String, JsonNode> endpointOptions() {
        return section("properties");
    }

    /** The options of the component by name, most of which are those that its endpoints start from. */
    Map<String, JsonNode> componentOptions() {
        return section("componentProperties");
    }

    /** The headers by name, such as {@code CamelBoxEventsEventId}. */
    Map<String, JsonNode> headers() {
        return section("headers");
    }

    private Map<String, JsonNode> section(String name) {
        Map<String, JsonNode> section = new LinkedHashMap<>();
        json.path(name).fields().forEachRemaining(field -> section.put(field.getKey(), field.getValue()));
        return section;
    }
}
