// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The example route, in Java, YAML and XML. */
class PrintEventsRouteTest {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @TempDir
    Path directory;

    private final BoxSandbox box = SANDBOX.sandbox();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Main main = new Main();

    @BeforeEach
    void configureComponent() {
        main.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        main.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        main.addInitialProperty("box.position-file", positionFile().toString());
        main.bind("eventPrinter", (Processor) exchange -> received.add(
                exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class)));
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    private Path positionFile() {
        return directory.resolve("box.position");
    }

    @Test
    void theJavaRouteSeesEventsAndStoresThePosition() throws Exception {
        main.configure().addRoutesBuilder(new PrintEventsRoute());
        seesEventsAndStoresThePosition();
    }

    @Test
    void theYamlRouteSeesEventsAndStoresThePosition() throws Exception {
        main.configure().withRoutesIncludePattern("classpath:yaml/print-events.yaml");
        seesEventsAndStoresThePosition();
    }

    @Test
    void theXmlRouteSeesEventsAndStoresThePosition() throws Exception {
        main.configure().withRoutesIncludePattern("classpath:xml/print-events.xml");
        seesEventsAndStoresThePosition();
    }

    private void seesEventsAndStoresThePosition() throws Exception {
        main.start();
        assertThat(main.getCamelContext().getRoutes()).extracting(route -> route.getId()).containsExactly("print-events");
        await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 1);

        String upload = box.account().upload("Report.docx");
        String comment = box.account().as(1).comment("Report.docx");

        await().atMost(Duration.ofSeconds(20)).until(() -> received.size() == 2);
        assertThat(received).containsExactly(upload, comment);
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(positionFile()).contains(box.position()));
    }
}
