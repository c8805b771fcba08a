// SPDX-License-Identifier: Apache-2.0
package com.example.invoices;

import org.apache.camel.builder.RouteBuilder;

/** Every invoice that is uploaded to Box goes to the book-keeping. */
public class InvoiceRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?eventTypes=ITEM_UPLOAD&positionFile={{box.position-file}}").routeId("invoices")
                .filter(simple("${header.CamelBoxEventsSourceName} starts with 'Invoice '"))
                .convertBodyTo(String.class)
                .to("{{book-keeping}}");
    }
}
