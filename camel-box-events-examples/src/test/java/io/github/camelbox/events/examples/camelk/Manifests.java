// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.camelk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The resources for Kubernetes in the directory {@code camel-k}, and their definitions. */
final class Manifests {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Path DIRECTORY = Path.of(System.getProperty("basedir", "."), "camel-k");

    private Manifests() {
    }

    static String text(String file) throws IOException {
        return Files.readString(DIRECTORY.resolve(file));
    }

    /** The resources in a file. */
    static List<JsonNode> read(String file) throws IOException {
        return parse(text(file));
    }

    /** The resources of a kind, in all files. */
    static List<JsonNode> all(String kind) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
                all.addAll(read(file.getFileName().toString()));
            }
        }
        all.removeIf(resource -> !resource.path("kind").asText().equals(kind));
        return all;
    }

    /** The version of this build. */
    static String version() throws IOException {
        String pom = Files.readString(DIRECTORY.resolve("../../pom.xml"));
        return pom.replaceFirst("(?s).*?-parent</artifactId>\\s*<version>([^<]+)<.*", "$1");
    }

    static List<JsonNode> parse(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(yaml)
                .forEach(document -> documents.add(MAPPER.valueToTree(document)));
        return documents;
    }

    /** The definition of a kind of resources, made strict: Kubernetes silently drops unknown fields. */
    static JsonSchema definition(String plural) throws IOException {
        try (InputStream in = Manifests.class.getResourceAsStream("/camel.apache.org_" + plural + ".yaml")) {
            JsonNode definition = parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
            JsonNode schema = definition.path("spec").path("versions").path(0).path("schema").path("openAPIV3Schema");
            if (plural.equals("pipes")) {
                // Since 2.8; these definitions are older.
                ((ObjectNode) schema.path("properties").path("spec").path("properties")).putObject("dependencies")
                        .put("type", "array").putObject("items").put("type", "string");
            }
            makeStrict(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        }
    }

    private static void makeStrict(JsonNode schema) {
        schema.forEach(Manifests::makeStrict);
        if (schema.path("properties").isObject() && schema.path("type").asText().equals("object")
                && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }
}
