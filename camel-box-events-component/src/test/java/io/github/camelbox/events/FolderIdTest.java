// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;

import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The option folderId. */
class FolderIdTest extends BoxEventsTestSupport {

    private static String path(String... ids) {
        List<String> folders = List.of(ids).stream().map(id -> "{\"id\":\"" + id + "\",\"name\":\"f\"}").toList();
        return "\"path_collection\":{\"entries\":" + folders + "}";
    }

    private void publish(String id, String source) {
        box.publish("{\"event_id\":\"" + id + "\",\"event_type\":\"ITEM_UPLOAD\",\"source\":" + source + "}");
    }

    private void publishOneOfEachKind() {
        publish("in it", "{\"id\":\"1\"," + path("0", "4") + "}");
        publish("deep in it", "{\"id\":\"1\"," + path("0", "4", "5", "6") + "}");
        publish("in another", "{\"id\":\"1\"," + path("0", "7") + "}");
        publish("the folder itself", "{\"type\":\"folder\",\"id\":\"4\"," + path("0") + "}");
        publish("in the trash", "{\"id\":\"1\",\"parent\":{\"id\":\"4\"}," + path("1") + "}");
        publish("by its parent", "{\"item_type\":\"file\",\"item_id\":\"1\",\"parent\":{\"id\":\"4\",\"name\":\"f\"}}");
        publish("by its parent, the path being empty", "{\"id\":\"1\",\"parent\":{\"id\":4}," + path() + "}");
        publish("by its parent, the path having a gap",
                "{\"id\":\"1\",\"parent\":{\"id\":\"4\"},\"path_collection\":{\"entries\":[{\"id\":\"9\"},null]}}");
        publish("by another parent", "{\"item_type\":\"file\",\"item_id\":\"1\",\"parent\":{\"id\":\"44\"}}");
        publish("a user", "{\"type\":\"user\",\"id\":\"4\"}");
        publish("nothing", "null");
        publish("an odd parent", "{\"id\":\"1\",\"parent\":[\"4\"],\"path_collection\":\"4\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "all?", "admin_logs_streaming?pollInterval=20&" })
    void onlyEventsOfItemsInTheFolderArriveAndThePositionMovesOn(String stream) throws Exception {
        publishOneOfEachKind();
        route("box-events:" + stream + "streamPosition=0&folderId=4", receive());
        context.start();
        await().until(() -> box.position().equals(consumer().getStreamPosition())
                && consumer().getStreamState().equals("waiting"));

        assertThat(received).containsExactly("in it", "deep in it", "by its parent", "by its parent, the path being empty",
                "by its parent, the path having a gap");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(consumer().getDuplicates()).isZero();
    }

    @Test
    void severalFoldersAndTypesCanBeNamed() throws Exception {
        publishOneOfEachKind();
        route("box-events:all?streamPosition=0&folderId=7, 44&eventTypes=ITEM_UPLOAD", receive());
        context.start();
        awaitWaiting();

        assertThat(received).containsExactly("in another", "by another parent");
    }

    @ParameterizedTest
    @CsvSource({ "all, false", "admin_logs_streaming, true" })
    void theStartSaysWhatDoesNotArrive(String stream, boolean noPath) throws Exception {
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            route("box-events:" + stream + "?folderId=4,5", receive());
            context.start();

            assertThat(log.ofComponent(Level.INFO)).filteredOn(line -> line.contains("folderId")).singleElement().asString()
                    .contains("in the folders [4, 5]", "moved out or trashed", "a mirror needs the stream without folderId");
            assertThat(log.ofComponent(Level.INFO).stream().anyMatch(line -> line.contains("subfolders are left out")))
                    .isEqualTo(noPath);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "abc", "4,d_5", "https://app.box.com/folder/4", "-4" })
    void whatIsNoIdIsRefused(String folderId) {
        assertThatThrownBy(() -> context.getEndpoint("box-events:all?folderId=" + folderId)).rootCause()
                .hasMessageContaining("which is no id: set it to the number at the end of the folder's address");
    }
}
