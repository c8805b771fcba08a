// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.position.CommitLog;

/**
 * An event that was taken from the stream and is not done. Until it is, the stored position stays before it.
 */
public final class InFlightEvent {

    private final BoxEvent event;
    private final EventPage page;
    private final CommitLog.Page commit;
    private final OffsetDateTime created;
    private final AtomicBoolean inRoute = new AtomicBoolean();

    // Written by the thread that has just taken the event out of the route.
    private volatile int failures;
    private volatile int opening;

    InFlightEvent(BoxEvent event, EventPage page, CommitLog.Page commit) {
        this.event = event;
        this.page = page;
        this.commit = commit;
        this.created = event.getCreatedTime();
    }

    public BoxEvent event() {
        return event;
    }

    /** When it happened; null if it does not say. */
    public OffsetDateTime created() {
        return created;
    }

    /** The page that holds the event. */
    public EventPage page() {
        return page;
    }

    /** A new Exchange is made of it, the gate having been opened that often. */
    void enterRoute(int newOpening) {
        opening = newOpening;
        inRoute.set(true);
    }

    /** Its Exchange is complete; false if that was said already. */
    boolean leaveRoute() {
        return inRoute.compareAndSet(true, false);
    }

    /** The value of the last {@link #enterRoute}. */
    int opening() {
        return opening;
    }

    /** Counts a failed Exchange; returns how many there were. */
    int failed() {
        return ++failures;
    }

    /** Whether an Exchange of it has failed: it is retried. */
    boolean hasFailed() {
        return failures > 0;
    }

    void end(boolean success) {
        commit.end(event.getEventId(), success);
    }

    @Override
    public String toString() {
        return "event " + event.getEventId() + " (" + event.getEventType() + ")";
    }
}
