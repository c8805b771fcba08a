// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.thumbnails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.BoxEventsConsumer;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

/** The thumbnails of an account in which one file is slow. */
class ThumbnailsTest extends SandboxTestSupport {

    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    private void happens(String eventType, String sourceType, String sourceId) {
        box.publish("{\"event_id\":\"" + eventType + sourceId + box.eventCount() + "\",\"event_type\":\"" + eventType
                + "\",\"source\":{\"type\":\"" + sourceType + "\",\"id\":\"" + sourceId + "\",\"name\":\"x\"}}");
    }

    private void respond(String id, int status) {
        box.wireMock().stubFor(get(urlPathMatching("/2.0/files/" + id + "/thumbnail.png"))
                .withHeader("Authorization", equalTo("Bearer " + box.accessToken()))
                .willReturn(aResponse().withStatus(status).withBody("picture")));
    }

    private List<String> thumbnails() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("thumbnails"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileThatIsNotReadyHoldsUpOnlyItself() throws Exception {
        respond("\\d+", 200);
        respond("7", 202);
        main.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        main.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        main.addInitialProperty("camel.component.box-events.retry-initial-delay", "50");
        main.addInitialProperty("camel.component.box-events.retry-max-delay", "100");
        main.addInitialProperty("box.position-file", positionFile().toString());
        main.bind("thumbnails", new Thumbnails(directory.resolve("thumbnails"), box.baseUrl(), box.accessToken()));
        main.configure().addRoutesBuilder(new ThumbnailsRoute());
        main.start();
        awaitLongPoll();

        happens("ITEM_UPLOAD", "file", "7");
        happens("ITEM_TRASH", "file", "7");
        happens("ITEM_UPLOAD", "folder", "9");
        for (int i = 10; i < 30; i++) {
            happens("ITEM_UPLOAD", "file", String.valueOf(i));
            if (i > 11) {
                happens("ITEM_TRASH", "file", String.valueOf(i));
            }
        }
        await().until(() -> thumbnails().equals(List.of("10.png", "11.png")));
        BoxEventsConsumer consumer = (BoxEventsConsumer) main.getCamelContext().getRoute("thumbnails").getConsumer();
        await().until(() -> consumer.getFailedExchanges() >= 3);
        assertThat(Files.readString(positionFile())).doesNotContain(box.position());

        respond("7", 200);
        awaitStoredPosition();
        assertThat(thumbnails()).as("the trash came after the upload").containsExactly("10.png", "11.png");
    }
}
