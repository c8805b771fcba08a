// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.thumbnails;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * Keeps a thumbnail of each file: eight at a time, but those of one file one after the other, so that a file that was uploaded
 * and then trashed is left without one, however long its upload takes.
 */
public class ThumbnailsRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("box-events:all?maxInFlight=8&orderingKey=source&eventTypes=ITEM_UPLOAD,ITEM_TRASH"
                + "&positionFile={{box.position-file}}").routeId("thumbnails")
                // What is said of a failure is one line of the component.
                .errorHandler(noErrorHandler())
                .filter(header(BoxEventsConstants.SOURCE_TYPE).isEqualTo("file"))
                .choice()
                .when(header(BoxEventsConstants.EVENT_TYPE).isEqualTo("ITEM_TRASH")).to("bean:thumbnails?method=remove")
                .otherwise().to("bean:thumbnails?method=fetch")
                .end()
                .log(LoggingLevel.INFO, ThumbnailsRoute.class.getName(),
                        "${header.CamelBoxEventsEventType} ${header.CamelBoxEventsSourceId} ${header.CamelBoxEventsSourceName}");
    }
}
