/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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

/** The Kamelet of this jar, as the YAML that it is. */
final class BoxEventsSourceKamelet {

    static final String FILE = "/kamelets/box-events-source.kamelet.yaml";

    private final JsonNode yaml;

    private BoxEventsSourceKamelet(JsonNode yaml) {
        this.yaml = yaml;
    }

    static BoxEventsSourceKamelet read() throws IOException {
        try (InputStream in = BoxEventsEndpoint.class.getResourceAsStream(FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
            return new BoxEventsSourceKamelet(new ObjectMapper().valueToTree(new Load(settings).loadFromString(text)));
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
