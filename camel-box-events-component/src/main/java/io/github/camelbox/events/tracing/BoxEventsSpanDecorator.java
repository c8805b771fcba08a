// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.tracing;

import io.github.camelbox.events.BoxEventsComponent;
import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;

/**
 * Names the event on the span of its Exchange. Only {@code camel-telemetry} (Camel 4.12 on) loads this class, by
 * {@link java.util.ServiceLoader}.
 * <p>
 * As a messaging decorator, its spans are of the kind CONSUMER where {@code camel-telemetry} has span kinds.
 */
public class BoxEventsSpanDecorator extends AbstractMessagingSpanDecorator {

    /** The attribute that has the id of the event. */
    public static final String EVENT_ID = "box.event.id";
    /** The attribute that has the type of the event, such as ITEM_UPLOAD. */
    public static final String EVENT_TYPE = "box.event.type";
    /** The attribute that has the type of the stream, such as all. */
    public static final String STREAM_TYPE = "box.stream.type";
    /** The attribute that has the stream position whose page holds the event. */
    public static final String STREAM_POSITION = "box.stream.position";

    @Override
    public String getComponent() {
        return "box-events";
    }

    @Override
    public String getComponentClassName() {
        return BoxEventsComponent.class.getName();
    }

    // The destination alone, such as "all", would say little among the spans of other components.
    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        return getComponent() + " " + super.getOperationName(exchange, endpoint);
    }

    @Override
    protected String getMessageId(Exchange exchange) {
        return exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        tag(span, EVENT_ID, exchange, BoxEventsConstants.EVENT_ID);
        tag(span, EVENT_TYPE, exchange, BoxEventsConstants.EVENT_TYPE);
        tag(span, STREAM_TYPE, exchange, BoxEventsConstants.STREAM_TYPE);
        tag(span, STREAM_POSITION, exchange, BoxEventsConstants.STREAM_POSITION);
    }

    private static void tag(Span span, String attribute, Exchange exchange, String header) {
        String value = exchange.getMessage().getHeader(header, String.class);
        if (value != null) {
            span.setTag(attribute, value);
        }
    }
}
