// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.print;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ClassPathXmlApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The example route, in Java, YAML, XML and Spring's XML. */
class PrintEventsRouteTest extends SandboxTestSupport {

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
        List.of("box.base-url", "box.access-token", "box.position-file").forEach(System::clearProperty);
    }

    @Test
    void theJavaRouteSeesEventsAndStoresThePosition() {
        main.configure().addRoutesBuilder(new PrintEventsRoute());
        seesEventsAndStoresThePosition();
    }

    @ParameterizedTest
    @ValueSource(strings = { "classpath:print/print-events.yaml", "classpath:print/print-events.xml" })
    void theRouteInAFileSeesEventsAndStoresThePosition(String file) {
        main.configure().withRoutesIncludePattern(file);
        seesEventsAndStoresThePosition();
    }

    private void seesEventsAndStoresThePosition() {
        main.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        main.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        main.addInitialProperty("box.position-file", positionFile().toString());
        main.bind("eventPrinter", (Processor) exchange -> received.add(
                exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class)));
        main.start();
        assertThat(main.getCamelContext().getRoutes()).extracting(Route::getId).containsExactly("print-events");
        awaitLongPoll();

        String upload = box.account().upload("Report.docx");
        String comment = box.account().as(1).comment("Report.docx");

        await().until(() -> received.size() == 2);
        assertThat(received).containsExactly(upload, comment);
        awaitStoredPosition();
    }

    @Test
    void theSpringRouteSeesEventsAndStoresThePosition() {
        System.setProperty("box.base-url", box.baseUrl());
        System.setProperty("box.access-token", box.accessToken());
        System.setProperty("box.position-file", positionFile().toString());
        try (ClassPathXmlApplicationContext spring = PrintEventsInSpring.start()) {
            assertThat(spring.getBean(CamelContext.class).getRoutes()).extracting(Route::getId)
                    .containsExactly("print-events");
            awaitLongPoll();

            box.account().upload("Report.docx");
            box.account().as(1).comment("Report.docx");

            EventPrinter printer = spring.getBean(EventPrinter.class);
            await().until(() -> printer.count() == 2);
            awaitStoredPosition();
        }
    }
}
