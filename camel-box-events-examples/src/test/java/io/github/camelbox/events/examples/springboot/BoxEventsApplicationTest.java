// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The Spring Boot example, on the sandbox. */
class BoxEventsApplicationTest extends SandboxTestSupport {

    private String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--BOX_ACCESS_TOKEN=" + box.accessToken(),
                "--camel.component.box-events.base-url=" + box.baseUrl(),
                "--camel.component.box-events.position-file=" + positionFile(), "--events.to=mock:events"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void theRouteGetsWhatHappensAndThePositionIsStored() throws Exception {
        try (ConfigurableApplicationContext application = BoxEventsApplication.start(arguments())) {
            awaitLongPoll();
            String upload = box.account().upload("Report.docx");
            String comment = box.account().as(1).comment("Report.docx");

            MockEndpoint events = application.getBean(CamelContext.class).getEndpoint("mock:events", MockEndpoint.class);
            await().until(() -> events.getReceivedCounter() == 2);
            assertThat(events.getExchanges())
                    .extracting(exchange -> exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID))
                    .containsExactly(upload, comment);
            awaitStoredPosition();
        }
        await().until(() -> box.openLongPolls() == 0);
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
                "EVENTS_TO", "file:" + directory + "?fileName=" + events.getFileName()
                        + "&fileExist=Append&appendChars=\\n"))) {
            awaitLongPoll();
            String upload = box.account().upload("Report.docx");

            await().untilAsserted(() -> assertThat(events).content().contains(upload));
            assertThat(positionFile()).exists();
            assertThat(application.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}
