// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What Camel's Kamelet catalog asks of a Kamelet, and what tools show of it. */
class KameletDefinitionTest {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?]?([A-Za-z0-9-._]+)(?:[:][^}]*)?}}");
    private static final Pattern TITLE = Pattern.compile("(?!(The|A|An) )[A-Z]\\w*( [A-Z]\\w*)*");
    private static final Map<String, String> TYPES = Map.of("string", "string", "enum", "string", "duration", "string",
            "integer", "integer", "boolean", "boolean", "number", "number");
    private static final Set<String> INTEGERS = Set.of("Integer", "Long");

    private KameletFile kamelet;
    private GeneratedMetadata metadata;

    String name() {
        return "box-events-source";
    }

    /** The stream types that it offers, the first by default. */
    List<String> streamTypes() {
        return List.of("all", "changes", "sync", "admin_logs_streaming", "admin_logs");
    }

    @BeforeEach
    void read() throws Exception {
        kamelet = KameletFile.read(name());
        metadata = GeneratedMetadata.read();
    }

    @Test
    void nameTypeAndTitleSayThatItIsASource() {
        assertThat(kamelet.metadata().path("name").asText()).isEqualTo(name()).endsWith("-source");
        assertThat(kamelet.metadata().path("labels").path("camel.apache.org/kamelet.type").asText()).isEqualTo("source");
        assertThat(kamelet.definition().path("title").asText()).endsWith(" Source").matches(TITLE);
        assertThat(kamelet.definition().path("description").asText()).isNotBlank();
        assertThat(kamelet.definition().path("type").asText()).isEqualTo("object");
    }

    @Test
    void theAnnotationsOfTheCatalogAreThere() {
        JsonNode annotations = kamelet.metadata().path("annotations");

        assertThat(annotations.path("camel.apache.org/provider").asText()).isEqualTo("Camel Box Events");
        assertThat(annotations.path("camel.apache.org/kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,")
                .hasSizeLessThan(1000);
        assertThat(annotations.path("camel.apache.org/kamelet.support.level").asText()).isIn("Preview", "Stable");
        assertThat(annotations.path("camel.apache.org/kamelet.group").asText()).isNotBlank();
        assertThat(annotations.path("camel.apache.org/kamelet.namespace").asText()).isNotBlank();
    }

    @Test
    void itsVersionIsThatOfTheComponent() throws Exception {
        String version = metadata.component().path("version").asText();

        assertThat(kamelet.metadata().path("annotations").path("camel.apache.org/catalog.version").asText()).isEqualTo(version);
        assertThat(texts(kamelet.spec().path("dependencies")))
                .contains("mvn:io.github.camelbox:camel-box-events:" + version)
                .allMatch(dependency -> dependency.matches("camel:[a-z0-9-]+|mvn:[\\w.-]+:[\\w.-]+:[\\w.-]+"));
    }

    @Test
    void everyPropertyIsTitledDescribedAndTyped() {
        assertThat(kamelet.properties()).isNotEmpty().allSatisfy((name, property) -> {
            assertThat(property.path("title").asText()).matches(TITLE);
            assertThat(property.path("description").asText()).isNotBlank().endsWith(".");
            assertThat(property.path("type").asText()).isIn("string", "integer", "boolean", "number");
        });
        assertThat(kamelet.properties().keySet()).containsAll(texts(kamelet.definition().path("required")));
        assertThat(kamelet.properties().values()).extracting(property -> property.path("title").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void aPropertyIsOfTheTypeOfItsOption() {
        assertThat(metadata.endpointOptions()).containsKeys(kamelet.properties().keySet().toArray(String[]::new));
        assertThat(kamelet.properties()).allSatisfy((name, property) -> {
            JsonNode option = metadata.endpointOptions().get(name);
            assertThat(property.path("type").asText()).isEqualTo(TYPES.get(option.path("type").asText()));
            assertThat(texts(property.path("enum")))
                    .isEqualTo(name.equals("streamType") ? streamTypes() : texts(option.path("enum")));
            assertThat(texts(option.path("enum"))).containsAll(texts(property.path("enum")));
        });
    }

    // A default of the Kamelet would hide what is set on the component.
    @Test
    void onlyTheStreamTypeWhichIsInThePathHasADefault() {
        assertThat(kamelet.properties()).allSatisfy((name, property) -> assertThat(property.path("default").asText())
                .isEqualTo(name.equals("streamType") ? streamTypes().get(0) : ""));
    }

    @Test
    void aSecretIsOne() {
        assertThat(kamelet.properties()).allSatisfy((name, property) -> {
            boolean secret = metadata.endpointOptions().get(name).path("secret").asBoolean();
            assertThat(property.path("format").asText().equals("password")).isEqualTo(secret);
            assertThat(texts(property.path("x-descriptors")).contains("urn:camel:group:credentials")).isEqualTo(secret);
        });
    }

    @Test
    void everyParameterIsDeclaredAndUsed() {
        Matcher template = PARAMETER.matcher(kamelet.spec().path("template").toString());
        List<String> used = template.results().map(match -> match.group(1)).toList();

        assertThat(used).containsExactlyInAnyOrderElementsOf(kamelet.properties().keySet());
    }

    @Test
    void aParameterIsTheOptionOfItsNameAndInRawIfItIsASecret() {
        JsonNode parameters = kamelet.spec().path("template").path("from").path("parameters");

        assertThat(parameters).isNotEmpty();
        parameters.properties().forEach(parameter -> {
            boolean secret = metadata.endpointOptions().get(parameter.getKey()).path("secret").asBoolean();
            String placeholder = "{{?" + parameter.getKey() + "}}";
            assertThat(parameter.getValue().asText()).isEqualTo(secret ? "RAW(" + placeholder + ")" : placeholder);
        });
    }

    @Test
    void itEndsInItsSink() {
        JsonNode steps = kamelet.spec().path("template").path("from").path("steps");

        assertThat(steps.path(steps.size() - 1).path("to").asText()).isEqualTo("kamelet:sink");
    }

    @Test
    void itsHeadersAreThoseOfTheComponent() {
        JsonNode headers = kamelet.spec().path("dataTypes").path("out").path("headers");

        assertThat(headers.fieldNames()).toIterable().hasSameElementsAs(metadata.headers().keySet());
        metadata.headers().forEach((name, header) -> assertThat(headers.path(name).path("type").asText())
                .isEqualTo(INTEGERS.contains(header.path("javaType").asText()) ? "integer" : "string"));
        assertThat(kamelet.spec().path("dataTypes").path("out").path("default").asText()).isEqualTo("json");
    }

    // Else it is dropped, and the start fails for the lack of it, or waits for what it was not told.
    @Test
    void everyOptionThatItsStreamTypesNeedIsThere() {
        assertThat(kamelet.properties()).containsKeys("streamPosition", "createdAfter", "createdBefore", "eventTypes",
                "folderId");
    }

    @Test
    void itRefersToTheSchemaOfTheEvent() throws Exception {
        JsonNode schema = kamelet.outputType("json").path("schema");
        String resource = schema.path("externalDocs").path("url").asText();

        assertThat(resource).isEqualTo("classpath:" + EventSchemaTest.FILE);
        assertThat(schema.path("id")).isEqualTo(EventSchemaTest.read().path("$id"));
    }

    private static List<String> texts(JsonNode array) {
        Stream<JsonNode> elements = StreamSupport.stream(array.spliterator(), false);
        return elements.map(JsonNode::asText).toList();
    }
}
