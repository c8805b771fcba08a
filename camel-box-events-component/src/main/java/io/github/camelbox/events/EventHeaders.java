// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.OffsetDateTime;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.delivery.InFlightEvent;
import org.apache.camel.Message;

/**
 * The headers of a message that has an event as its body, or a batch of them. A header whose field is missing or of another
 * kind is absent.
 */
final class EventHeaders {

    private EventHeaders() {
    }

    /** Makes the event or the batch the body, and its fields the headers. */
    static void populate(Message message, InFlightEvent inFlight, StreamType streamType) {
        Object body = inFlight.body();
        message.setBody(body);
        set(message, BoxEventsConstants.STREAM_TYPE, streamType.name());
        set(message, BoxEventsConstants.STREAM_POSITION, inFlight.page().position());
        set(message, BoxEventsConstants.NEXT_STREAM_POSITION, inFlight.page().nextPosition());
        if (body instanceof BoxEvent event) {
            populate(message, event);
            set(message, BoxEventsConstants.MESSAGE_TIMESTAMP, timestamp(inFlight.created()));
        } else {
            set(message, BoxEventsConstants.BATCH_SIZE, inFlight.events().size());
        }
    }

    private static void populate(Message message, BoxEvent event) {
        set(message, BoxEventsConstants.EVENT_ID, event.getEventId());
        set(message, BoxEventsConstants.EVENT_TYPE, event.getEventType());
        set(message, BoxEventsConstants.CREATED_AT, event.getCreatedAt());
        set(message, BoxEventsConstants.SESSION_ID, event.getSessionId());
        if (event.getCreatedBy() != null) {
            set(message, BoxEventsConstants.CREATED_BY_ID, event.getCreatedBy().id());
            set(message, BoxEventsConstants.CREATED_BY_LOGIN, event.getCreatedBy().login());
        }
        if (event.getSource() != null) {
            populate(message, event.getSource());
        }
    }

    private static void populate(Message message, BoxEvent.Item source) {
        set(message, BoxEventsConstants.SOURCE_TYPE, source.type());
        set(message, BoxEventsConstants.SOURCE_ID, source.id());
        set(message, BoxEventsConstants.SOURCE_NAME, source.name());
        if (source.parent() != null) {
            set(message, BoxEventsConstants.PARENT_ID, source.parent().id());
            set(message, BoxEventsConstants.PARENT_NAME, source.parent().name());
        }
        set(message, BoxEventsConstants.PATH, source.pathText());
    }

    private static void set(Message message, String name, Object value) {
        if (value != null) {
            message.setHeader(name, value);
        }
    }

    private static Long timestamp(OffsetDateTime created) {
        try {
            return created == null ? null : created.toInstant().toEpochMilli();
        } catch (ArithmeticException e) {
            // A year that no clock will ever show: it must not keep its event from the route.
            return null;
        }
    }
}
