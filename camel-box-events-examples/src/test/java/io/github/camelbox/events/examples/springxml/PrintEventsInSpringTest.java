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
