// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The Spring Boot example, on the sandbox. */
class BoxEventsApplicationTest {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @TempDir
    Path directory;

    private final BoxSandbox box = SANDBOX.sandbox();

    private String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--BOX_ACCESS_TOKEN=" + box.accessToken(),
                "--camel.component.box-events.base-url=" + box.baseUrl(),
                "--camel.component.box-events.position-file=" + positionFile(), "--events.to=mock:events"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Path positionFile() {
        return directory.resolve("box.position");
    }

    @Test
    void theRouteGetsWhatHappensAndThePositionIsStored() throws Exception {
        try (ConfigurableApplicationContext application = BoxEventsApplication.start(arguments())) {
            await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 1);
            String upload = box.account().upload("Report.docx");
            String comment = box.account().as(1).comment("Report.docx");

            MockEndpoint events = application.getBean(CamelContext.class).getEndpoint("mock:events", MockEndpoint.class);
            await().atMost(Duration.ofSeconds(20)).until(() -> events.getReceivedCounter() == 2);
            assertThat(events.getExchanges())
                    .extracting(exchange -> exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID))
                    .containsExactly(upload, comment);
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(positionFile()).contains(box.position()));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 0);
    }

    @Test
    void aMisspeltPropertyFailsTheStart() {
        String[] arguments = arguments("--camel.component.box-events.authorisation-token=top-secret",
                "--camel.component.box-events.limits=5");

        assertThatThrownBy(() -> BoxEventsApplication.start(arguments)).rootCause()
                .hasMessage("the box-events component has no such option: correct or remove"
                            + " camel.component.box-events.authorisation-token, camel.component.box-events.limits");
        assertThat(box.openLongPolls()).isZero();
    }

    @Test
    void environmentVariablesTakePrecedenceOverTheFile() throws Exception {
        Path events = directory.resolve("events.jsonl");
        try (ExampleProcess application = ExampleProcess.start(BoxEventsApplication.class, directory, Map.of(
                // With the dashes dropped, as Boot's manual has it, and with underscores for them.
                "CAMEL_COMPONENT_BOXEVENTS_ACCESSTOKEN", box.accessToken(),
                "CAMEL_COMPONENT_BOX_EVENTS_BASE_URL", box.baseUrl(),
                "CAMEL_COMPONENT_BOX_EVENTS_POSITION_FILE", positionFile().toString(),
                "BOX_ACCESS_TOKEN", "not-this-one",
                "EVENTS_TO", "file:" + directory + "?fileName=" + events.getFileName() + "&fileExist=Append&appendChars=\\n"))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> box.openLongPolls() == 1);
            String upload = box.account().upload("Report.docx");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(events).content().contains(upload));
            assertThat(positionFile()).exists();
            assertThat(application.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}
