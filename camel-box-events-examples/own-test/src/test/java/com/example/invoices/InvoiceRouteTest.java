// SPDX-License-Identifier: Apache-2.0
package com.example.invoices;

import java.nio.file.Path;
import java.time.Duration;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The route with the sandbox in place of Box, and a mock in place of the book-keeping. */
class InvoiceRouteTest {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @TempDir
    Path directory;

    private final BoxSandbox box = SANDBOX.sandbox();
    private Main application;
    private MockEndpoint bookKeeping;

    @BeforeEach
    void startApplication() {
        application = new Main();
        application.configure().addRoutesBuilder(new InvoiceRoute());
        // As in its application.properties, but for the sandbox.
        application.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        application.addInitialProperty("camel.component.box-events.token-url", box.tokenUrl());
        application.addInitialProperty("camel.component.box-events.client-id", box.tokens().clientId());
        application.addInitialProperty("camel.component.box-events.client-secret", box.tokens().clientSecret());
        application.addInitialProperty("camel.component.box-events.user-id", box.tokens().userId());
        // Not a second, as by default, after a failure.
        application.addInitialProperty("camel.component.box-events.retry-initial-delay", "50");
        application.addInitialProperty("box.position-file", directory.resolve("box.position").toString());
        application.addInitialProperty("book-keeping", "mock:book-keeping");
        application.start();
        bookKeeping = application.getCamelContext().getEndpoint("mock:book-keeping", MockEndpoint.class);
        // The route starts at "now": it does not see what happens before it waits.
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 1);
    }

    @AfterEach
    void stopApplication() {
        application.stop();
    }

    @Test
    void onlyInvoicesGoToTheBookKeeping() throws Exception {
        bookKeeping.expectedMessageCount(1);
        bookKeeping.expectedHeaderReceived("CamelBoxEventsSourceName", "Invoice 1.pdf");

        box.account().upload("Holiday.jpg");
        box.account().upload("Invoice 1.pdf");
        box.account().comment("Invoice 1.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void eventsAreDeliveredAfterErrorsOfBox() throws Exception {
        bookKeeping.expectedMessageCount(1);
        box.next(Call.EVENTS, Fault.status(503), Fault.rateLimited("0"), Fault.reset());

        box.account().upload("Invoice 1.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void eventsAreDeliveredAfterAnOutageOfBox() throws Exception {
        bookKeeping.expectedMessageCount(1);

        box.stop();
        box.account().upload("Invoice 1.pdf");
        box.start();

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void anInvoiceThatTheBookKeepingRejectsIsRetried() throws Exception {
        bookKeeping.expectedHeaderValuesReceivedInAnyOrder("CamelBoxEventsSourceName", "Invoice 1.pdf", "Invoice 1.pdf",
                "Invoice 2.pdf");
        bookKeeping.whenExchangeReceived(1, exchange -> {
            throw new IllegalStateException("closed for lunch");
        });

        box.account().upload("Invoice 1.pdf");
        box.account().upload("Invoice 2.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void anInvoiceIsDeliveredAfterAQuietNight() throws Exception {
        application.stop();
        box.tokens().lifetime(Duration.ofSeconds(1));
        startApplication();
        bookKeeping.expectedMessageCount(1);
        long logins = box.count(Call.TOKEN);
        // Box ends each long poll soon, has no event for many of them, and the access token expires meanwhile.
        box.holdFor(Duration.ofMillis(50));
        box.answerLongPolls(Fault.message("reconnect"));
        Awaitility.await().atMost(Duration.ofSeconds(20))
                .until(() -> box.count(Call.LONG_POLL) > 10 && box.count(Call.TOKEN) > logins);

        box.account().upload("Invoice 1.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void anEventBetweenTwoRunsIsNotMissed() throws Exception {
        application.stop();
        box.account().upload("Invoice 1.pdf");
        startApplication();

        bookKeeping.expectedMessageCount(1);
        bookKeeping.assertIsSatisfied();
    }
}
