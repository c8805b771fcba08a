// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that IDEs complete in a Spring Boot application are the component's options. */
class SpringBootMetadataTest {

    private static final Path FILE = Path.of(System.getProperty("basedir", "."), "src", "main", "resources", "META-INF",
            "spring-configuration-metadata.json");
    private static final String COMMAND = "mvn -Pregenerate test";
    private static final String PREFIX = "camel.component.box-events";

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void theFileIsUpToDate() throws Exception {
        String updated = render();
        if (System.getProperty("update-docs") != null) {
            Files.writeString(FILE, updated);
        } else {
            assertThat(FILE).as("to be updated by: %s", COMMAND).hasContent(updated);
        }
    }

    private String render() throws Exception {
        ObjectNode root = mapper.createObjectNode();
        root.putArray("groups").addObject().put("name", PREFIX).put("type", BoxEventsComponent.class.getName())
                .put("description", GeneratedMetadata.read().description());
        ArrayNode properties = root.putArray("properties");
        property(properties, "enabled", "java.lang.Boolean", "Whether the properties of this group reach the component.")
                .put("defaultValue", true);
        GeneratedMetadata.read().componentOptions().forEach((name, option) -> {
            ObjectNode property = property(properties, StringHelper.camelCaseToDash(name), type(option),
                    option.path("description").asText());
            if (option.has("defaultValue")) {
                property.set("defaultValue", option.path("defaultValue"));
            }
        });
        return mapper.writer(new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE))
                .writeValueAsString(root) + "\n";
    }

    private static ObjectNode property(ArrayNode properties, String name, String type, String description) {
        return properties.addObject().put("name", PREFIX + "." + name).put("type", type).put("description", description)
                .put("sourceType", BoxEventsComponent.class.getName());
    }

    // Boot writes primitives as their wrappers. What it takes for a duration, 5s or 5000 or PT5S, Camel takes too.
    private static String type(JsonNode option) {
        if ("duration".equals(option.path("type").asText())) {
            return "java.time.Duration";
        }
        String type = option.path("javaType").asText();
        return switch (type) {
            case "boolean" -> "java.lang.Boolean";
            case "int" -> "java.lang.Integer";
            case "double" -> "java.lang.Double";
            default -> type;
        };
    }
}
