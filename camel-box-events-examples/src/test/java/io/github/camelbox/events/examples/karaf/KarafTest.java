// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.karaf;

import java.nio.file.Path;

import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.Route;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The route of the Blueprint file, which Camel's own reader of XML finds in it; without Blueprint and Karaf. */
class KarafTest extends SandboxTestSupport {

    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void theRouteSeesEventsAndStoresThePosition() {
        main.configure().withRoutesIncludePattern(Path.of("karaf", "print-events.xml").toUri().toString());
        main.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        main.addInitialProperty("box.access-token", box.accessToken());
        main.addInitialProperty("box.position-file", positionFile().toString());
        main.start();
        assertThat(main.getCamelContext().getRoutes()).extracting(Route::getId).containsExactly("print-events");
        NotifyBuilder done = new NotifyBuilder(main.getCamelContext()).fromRoute("print-events").whenDone(1).create();
        awaitLongPoll();

        box.account().upload("Report.docx");

        await().until(done::matches);
        awaitStoredPosition();
    }
}
