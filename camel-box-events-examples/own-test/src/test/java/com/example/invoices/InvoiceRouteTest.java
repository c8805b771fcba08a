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

/** The route with a Box on this machine, and without a book-keeping. */
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
        application.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        // So that nobody waits for a second after a failure.
        application.addInitialProperty("camel.component.box-events.retry-initial-delay", "50");
        application.addInitialProperty("box.position-file", directory.resolve("box.position").toString());
        application.addInitialProperty("book-keeping", "mock:book-keeping");
        application.start();
        bookKeeping = application.getCamelContext().getEndpoint("mock:book-keeping", MockEndpoint.class);
        // The route begins at "now": what happens before it waits is not for it.
        awaitThatItWaits();
    }

    private void awaitThatItWaits() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> box.openLongPolls() == 1);
    }

    @AfterEach
    void stopApplication() {
        application.stop();
    }

    @Test
    void anInvoiceGoesToTheBookKeepingAndNothingElseDoes() throws Exception {
        bookKeeping.expectedMessageCount(1);
        bookKeeping.expectedHeaderReceived("CamelBoxEventsSourceName", "Invoice 1.pdf");

        box.account().upload("Holiday.jpg");
        box.account().upload("Invoice 1.pdf");
        box.account().comment("Invoice 1.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void whatHappensWhileBoxIsInTroubleComesAfterwards() throws Exception {
        bookKeeping.expectedMessageCount(1);
        box.next(Call.EVENTS, Fault.status(503), Fault.rateLimited("0"), Fault.reset());

        box.account().upload("Invoice 1.pdf");

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void whatHappensWhileBoxIsAwayComesAfterwards() throws Exception {
        bookKeeping.expectedMessageCount(1);

        box.stop();
        box.account().upload("Invoice 1.pdf");
        box.start();

        bookKeeping.assertIsSatisfied();
    }

    @Test
    void whatTheBookKeepingRefusesIsHandedOverAgain() throws Exception {
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
    void whatHappensBetweenTwoRunsIsNotMissed() throws Exception {
        application.stop();
        box.account().upload("Invoice 1.pdf");
        startAgain();

        bookKeeping.expectedMessageCount(1);
        bookKeeping.assertIsSatisfied();
    }

    private void startAgain() {
        startApplication();
    }
}
