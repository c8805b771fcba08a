// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.OffsetDateTime;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.position.CommitLog;
import org.apache.camel.Message;

/**
 * An event on its way through a route. Whoever takes it from the {@link EventFeed} ends it, once; until then the stored
 * position stays before it.
 */
final class InFlightEvent {

    private final BoxEvent event;
    private final EventPage page;
    private final CommitLog.Page commit;
    private final OffsetDateTime created;

    InFlightEvent(BoxEvent event, EventPage page, CommitLog.Page commit) {
        this.event = event;
        this.page = page;
        this.commit = commit;
        this.created = event.getCreatedTime();
    }

    BoxEvent event() {
        return event;
    }

    /** When it happened; null if it does not say. */
    OffsetDateTime created() {
        return created;
    }

    /** The position whose page holds the event. */
    String position() {
        return page.position();
    }

    /** The position after that page. */
    String nextPosition() {
        return page.nextPosition();
    }

    /** Makes the event the body of a message, and its fields the headers. */
    void populate(Message message, StreamType streamType) {
        message.setBody(event);
        setHeader(message, BoxEventsConstants.EVENT_ID, event.getEventId());
        setHeader(message, BoxEventsConstants.EVENT_TYPE, event.getEventType());
        setHeader(message, BoxEventsConstants.CREATED_AT, event.getCreatedAt());
        setHeader(message, BoxEventsConstants.SESSION_ID, event.getSessionId());
        if (event.getCreatedBy() != null) {
            setHeader(message, BoxEventsConstants.CREATED_BY_ID, event.getCreatedBy().id());
            setHeader(message, BoxEventsConstants.CREATED_BY_LOGIN, event.getCreatedBy().login());
        }
        if (event.getSource() != null) {
            setHeader(message, BoxEventsConstants.SOURCE_TYPE, event.getSource().type());
            setHeader(message, BoxEventsConstants.SOURCE_ID, event.getSource().id());
            setHeader(message, BoxEventsConstants.SOURCE_NAME, event.getSource().name());
        }
        setHeader(message, BoxEventsConstants.STREAM_TYPE, streamType.name());
        setHeader(message, BoxEventsConstants.STREAM_POSITION, position());
        setHeader(message, BoxEventsConstants.NEXT_STREAM_POSITION, nextPosition());
        if (created != null) {
            message.setHeader(BoxEventsConstants.MESSAGE_TIMESTAMP, created.toInstant().toEpochMilli());
        }
    }

    private static void setHeader(Message message, String name, String value) {
        if (value != null) {
            message.setHeader(name, value);
        }
    }

    /**
     * The event is done. For any thread.
     *
     * @param success false if it is skipped
     */
    void end(boolean success) {
        commit.end(event, success);
    }

    @Override
    public String toString() {
        return "event " + event.getEventId() + " (" + event.getEventType() + ")";
    }
}
