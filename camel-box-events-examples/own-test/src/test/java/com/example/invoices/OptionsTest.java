// SPDX-License-Identifier: Apache-2.0
package com.example.invoices;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The options in the URIs of the routes are options of their components. Nothing is started, and no placeholder is needed. */
class OptionsTest {

    @Test
    void theRoutesHaveNoUnknownOptions() throws Exception {
        EndpointValidationResult invoices = validate(new InvoiceRoute());

        assertTrue(invoices.isSuccess(), invoices.summaryErrorMessage(false));
    }

    @Test
    void aMisspeltOptionIsFound() throws Exception {
        EndpointValidationResult result = validate(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?positionFiel={{box.position-file}}&maxInFlight=many").to("direct:end");
            }
        });

        assertFalse(result.isSuccess());
        assertEquals("positionFiel", result.getUnknown().iterator().next());
        assertEquals("many", result.getInvalidInteger().get("maxInFlight"));
    }

    private static EndpointValidationResult validate(RouteBuilder routes) throws Exception {
        // Camel's own catalog does not know this component; its description is in its jar.
        CamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("box-events", "io.github.camelbox.events.BoxEventsComponent");
        routes.setCamelContext(new DefaultCamelContext());
        routes.configure();
        RouteDefinition route = routes.getRouteCollection().getRoutes().get(0);
        return catalog.validateEndpointProperties(route.getInput().getEndpointUri(), false, true, false);
    }
}
