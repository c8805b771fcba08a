// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springxml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import io.github.camelbox.events.examples.EventPrinter;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.ClassPathXmlApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The example route in Spring's XML. */
class PrintEventsInSpringTest {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @TempDir
    Path directory;

    private final BoxSandbox box = SANDBOX.sandbox();
    private Properties systemProperties;

    @BeforeEach
    void setSystemProperties() {
        systemProperties = (Properties) System.getProperties().clone();
        System.setProperty("box.base-url", box.baseUrl());
        System.setProperty("box.access-token", box.accessToken());
        System.setProperty("box.position-file", positionFile().toString());
    }

    @AfterEach
    void resetSystemProperties() {
        System.setProperties(systemProperties);
    }

    private Path positionFile() {
        return directory.resolve("box.position");
    }

    @Test
    void itSeesEventsAndStoresThePosition() throws Exception {
        try (ClassPathXmlApplicationContext spring = PrintEventsInSpring.start()) {
            assertThat(spring.getBean(CamelContext.class).getRoutes()).extracting(route -> route.getId())
                    .containsExactly("print-events");
            await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 1);

            box.account().upload("Report.docx");
            box.account().as(1).comment("Report.docx");

            EventPrinter printer = spring.getBean(EventPrinter.class);
            await().atMost(Duration.ofSeconds(20)).until(() -> printer.count() == 2);
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(positionFile()).contains(box.position()));
        }
    }
}
