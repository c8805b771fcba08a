// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Each upload with the metadata of its file, which may be missing, as may the file. */
@Timeout(120)
class MetadataRecipeTest extends RecipeTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private void start() {
        start("metadata", "metadata.template", "enterprise/invoice");
    }

    @Test
    void eachUploadHasTheMetadataOfItsFileIfThereIsAny() throws Exception {
        start();
        awaitLongPoll();
        stop();
        box.account().upload("Invoice.pdf");
        box.account().setMetadata("Invoice.pdf", "enterprise", "invoice", Map.of("amount", 12.5, "status", "open"));
        box.account().upload("Holiday.jpg");
        box.account().upload("Gone.txt");
        box.account().purge("Gone.txt");
        String last = box.account().upload("Letter.pdf");
        box.next(Call.ITEMS, Fault.status(503), Fault.rateLimited("0"), Fault.reset(), Fault.status(401));
        start();

        await().until(() -> delivered.contains(last));
        assertThat(bodies).hasSize(4);
        List<JsonNode> metadata = bodies.stream().map(MetadataRecipeTest::metadata).toList();
        assertThat(metadata.get(0).path("amount").asDouble()).isEqualTo(12.5);
        assertThat(metadata.get(0).path("status").asText()).isEqualTo("open");
        assertThat(metadata.subList(1, 4)).allMatch(JsonNode::isMissingNode);
    }

    private static JsonNode metadata(String body) {
        try {
            return JSON.readTree(body).at("/source/metadata");
        } catch (Exception e) {
            throw new AssertionError(body, e);
        }
    }
}
