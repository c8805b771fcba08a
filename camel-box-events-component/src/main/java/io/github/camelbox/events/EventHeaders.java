// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.function.Function;
import java.util.function.Supplier;

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
        message.setBody(inFlight.body());
        set(message, BoxEventsConstants.STREAM_TYPE, streamType::name);
        set(message, BoxEventsConstants.STREAM_POSITION, inFlight.page()::position);
        set(message, BoxEventsConstants.NEXT_STREAM_POSITION, inFlight.page()::nextPosition);
        if (inFlight.body() instanceof BoxEvent event) {
            populate(message, event);
            set(message, BoxEventsConstants.MESSAGE_TIMESTAMP,
                    of(inFlight::created, created -> created.toInstant().toEpochMilli()));
        } else {
            set(message, BoxEventsConstants.BATCH_SIZE, inFlight.events()::size);
        }
    }

    private static void populate(Message message, BoxEvent event) {
        set(message, BoxEventsConstants.EVENT_ID, event::getEventId);
        set(message, BoxEventsConstants.EVENT_TYPE, event::getEventType);
        set(message, BoxEventsConstants.CREATED_AT, event::getCreatedAt);
        set(message, BoxEventsConstants.SESSION_ID, event::getSessionId);
        set(message, BoxEventsConstants.CREATED_BY_ID, of(event::getCreatedBy, BoxEvent.User::id));
        set(message, BoxEventsConstants.CREATED_BY_LOGIN, of(event::getCreatedBy, BoxEvent.User::login));
        set(message, BoxEventsConstants.SOURCE_TYPE, of(event::getSource, BoxEvent.Item::type));
        set(message, BoxEventsConstants.SOURCE_ID, of(event::getSource, BoxEvent.Item::id));
        set(message, BoxEventsConstants.SOURCE_NAME, of(event::getSource, BoxEvent.Item::name));
        Supplier<BoxEvent.Folder> parent = () -> event.getSource() == null ? null : event.getSource().parent();
        set(message, BoxEventsConstants.PARENT_ID, of(parent, BoxEvent.Folder::id));
        set(message, BoxEventsConstants.PARENT_NAME, of(parent, BoxEvent.Folder::name));
        set(message, BoxEventsConstants.PATH, of(event::getSource, BoxEvent.Item::pathText));
    }

    private static <T> Supplier<Object> of(Supplier<T> object, Function<T, Object> member) {
        return () -> object.get() == null ? null : member.apply(object.get());
    }

    // A member that cannot be read counts as absent: an event must not block the others because of its shape.
    private static void set(Message message, String name, Supplier<Object> member) {
        Object value;
        try {
            value = member.get();
        } catch (RuntimeException e) {
            value = null;
        }
        if (value != null) {
            message.setHeader(name, value);
        }
    }
}
