// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.camelk;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.examples.SandboxTestSupport;
import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What is in the directory {@code camel-k}: whether an operator would take it, and whether its routes run. */
class CamelKTest extends SandboxTestSupport {

    private static final String TRAIT = "trait.camel.apache.org/";

    /** The Integrations, and the Pipes with their annotations as the traits that they are. */
    private static List<JsonNode> workloads() throws Exception {
        List<JsonNode> workloads = new ArrayList<>(Manifests.all("Integration"));
        for (JsonNode pipe : Manifests.all("Pipe")) {
            ((ObjectNode) pipe.path("spec")).set("traits", traits(pipe));
            workloads.add(pipe);
        }
        assertThat(workloads).hasSize(5);
        return workloads;
    }

    private static ObjectNode traits(JsonNode pipe) throws Exception {
        ObjectNode traits = Manifests.MAPPER.createObjectNode();
        for (var annotation : pipe.path("metadata").path("annotations").properties()) {
            if (annotation.getKey().startsWith(TRAIT)) {
                String[] name = annotation.getKey().substring(TRAIT.length()).split("\\.");
                String value = annotation.getValue().asText();
                boolean json = value.startsWith("[") || value.equals("true") || value.equals("false");
                traits.withObject("/" + name[0]).set(name[1],
                        json ? Manifests.MAPPER.readTree(value) : traits.textNode(value));
            }
        }
        return traits;
    }

    private static List<String> texts(JsonNode array) {
        Stream<JsonNode> elements = StreamSupport.stream(array.spliterator(), false);
        return elements.map(JsonNode::asText).toList();
    }

    @Test
    void everyFieldIsInTheDefinitions() throws Exception {
        for (JsonNode integration : Manifests.all("Integration")) {
            assertThat(Manifests.definition("integrations").validate(integration)).isEmpty();
        }
        for (JsonNode pipe : Manifests.all("Pipe")) {
            assertThat(Manifests.definition("pipes").validate(pipe)).isEmpty();
            JsonNode integration = Manifests.MAPPER.createObjectNode().set("spec",
                    Manifests.MAPPER.createObjectNode().set("traits", traits(pipe)));
            assertThat(Manifests.definition("integrations").validate(integration)).isEmpty();
        }
    }

    @Test
    void theDefinitionsRejectUnknownFields() throws Exception {
        ObjectNode integration = (ObjectNode) Manifests.read("integration.yaml").get(0);
        integration.withObject("/spec/traits/mount").put("volume", "box-events:/data");

        assertThat(Manifests.definition("integrations").validate(integration)).singleElement().asString().contains("volume");
    }

    @ParameterizedTest
    @ValueSource(strings = { "box-events-source", "box-enterprise-events-source" })
    void theKameletFollowsItsDefinition(String name) throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/kamelets/" + name + ".kamelet.yaml")) {
            assertThat(Manifests.definition("kamelets").validate(Manifests.parse(new String(in.readAllBytes(), UTF_8)).get(0)))
                    .isEmpty();
        }
    }

    @Test
    void theComponentIsOfThisVersion() throws Exception {
        String version = Manifests.version();

        for (JsonNode workload : workloads()) {
            assertThat(texts(workload.path("spec").path("dependencies")))
                    .contains("mvn:io.github.camelbox:camel-box-events:" + version);
        }
    }

    @Test
    void thePositionIsOnAVolumeThatIsClaimed() throws Exception {
        List<String> claims = Manifests.all("PersistentVolumeClaim").stream()
                .map(claim -> claim.path("metadata").path("name").asText()).toList();

        for (JsonNode workload : workloads()) {
            String[] volume = texts(workload.path("spec").path("traits").path("mount").path("volumes")).get(0).split(":");
            assertThat(claims).contains(volume[0]);
            assertThat(workload.toString()).containsPattern("positionFile(=|\":\"|\":\"RAW\\()" + volume[1] + "/box.position");
        }
    }

    @Test
    void theSecretIsMountedAndReadinessIsOn() throws Exception {
        for (JsonNode workload : workloads()) {
            JsonNode traits = workload.path("spec").path("traits");
            assertThat(texts(traits.path("mount").path("configs"))).containsExactly("secret:box-events");
            assertThat(traits.path("health").path("enabled").asBoolean()).isTrue();
        }
    }

    @Test
    void noTwoPodsWantThePosition() throws Exception {
        for (JsonNode workload : workloads()) {
            JsonNode spec = workload.path("spec");
            if (spec.path("flows").toString().contains("master:")) {
                assertThat(spec.path("replicas").asInt()).isGreaterThan(1);
            } else {
                assertThat(spec.path("replicas").asInt(1)).isOne();
                assertThat(spec.path("traits").path("deployment").path("strategy").asText()).isEqualTo("Recreate");
            }
        }
    }

    @Test
    void noOperatorLooksForTheKameletInTheCluster() throws Exception {
        for (JsonNode workload : workloads()) {
            if (workload.toString().contains("-events-source")) {
                assertThat(workload.path("spec").path("traits").path("kamelets").path("enabled").asBoolean(true)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "integration.yaml", "integration-kamelet.yaml", "integration-replicas.yaml", "pipe.yaml",
            "pipe-enterprise.yaml" })
    void itsRouteSeesEventsAndStoresThePosition(String file) throws Exception {
        List<JsonNode> resources = Manifests.read(file);
        JsonNode workload = resources.get(resources.size() - 1);
        // What Camel is given of an Integration are its flows; a Pipe it can read itself.
        boolean pipe = workload.path("kind").asText().equals("Pipe");
        seesEventsAndStoresThePosition(pipe ? workload : workload.path("spec").path("flows"), new Properties());
    }

    @ParameterizedTest
    @ValueSource(strings = { "pipe.yaml", "pipe-enterprise.yaml" })
    void thePipeSeesEventsAsTheRouteThatTheOperatorMakesOfIt(String file) throws Exception {
        JsonNode spec = Manifests.read(file).get(0).path("spec");
        String kamelet = spec.path("source").path("ref").path("name").asText();
        Properties properties = new Properties();
        for (var property : spec.path("source").path("properties").properties()) {
            properties.setProperty("camel.kamelet." + kamelet + ".source." + property.getKey(),
                    property.getValue().asText().replace("/data/", directory + "/"));
        }
        ObjectNode route = Manifests.MAPPER.createObjectNode();
        route.withObject("/route/from").put("uri", "kamelet:" + kamelet + "/source")
                .withArray("steps").addObject().set("to", spec.path("sink").path("uri"));

        seesEventsAndStoresThePosition(Manifests.MAPPER.createArrayNode().add(route), properties);
    }

    private void seesEventsAndStoresThePosition(JsonNode routes, Properties properties) throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setInitialProperties(properties);
            FileLockClusterService cluster = new FileLockClusterService();
            cluster.setRoot(directory.resolve("cluster").toString());
            cluster.setAcquireLockDelay(100, TimeUnit.MILLISECONDS);
            context.addService(cluster);
            logIn(context);
            context.getCamelContextExtension().addLogListener((exchange, logger, message) -> {
                logged.add(message);
                return message;
            });
            // JSON is YAML.
            String yaml = routes.toString().replace("/data/", directory + "/");
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
            context.start();
            // On the streams of an enterprise, which have no long poll, it starts with what there is.
            await().until(() -> box.openLongPolls() == 1 || box.requests(Call.EVENTS).stream()
                    .anyMatch(request -> request.query("stream_type").startsWith("admin_logs")));

            box.account().upload("Report.docx");

            await().until(() -> logged.toString().contains("Report.docx"));
            awaitStoredPosition();
        }
    }
}
