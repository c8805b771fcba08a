// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A Kamelet of this jar, as the YAML that it is. */
final class KameletFile {

    private final JsonNode yaml;

    private KameletFile(JsonNode yaml) {
        this.yaml = yaml;
    }

    static KameletFile read(String name) throws IOException {
        try (InputStream in = BoxEventsEndpoint.class.getResourceAsStream("/kamelets/" + name + ".kamelet.yaml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
            return new KameletFile(new ObjectMapper().valueToTree(new Load(settings).loadFromString(text)));
        }
    }

    JsonNode metadata() {
        return yaml.path("metadata");
    }

    JsonNode spec() {
        return yaml.path("spec");
    }

    JsonNode definition() {
        return spec().path("definition");
    }

    /** The properties by name, which are the parameters of the Kamelet. */
    Map<String, JsonNode> properties() {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        definition().path("properties").fields().forEachRemaining(field -> properties.put(field.getKey(), field.getValue()));
        return properties;
    }

    /** One of the types of its output, such as {@code cloudevents}. */
    JsonNode outputType(String name) {
        return spec().path("dataTypes").path("out").path("types").required(name);
    }
}
