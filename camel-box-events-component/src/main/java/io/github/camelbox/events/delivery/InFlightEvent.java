// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.position.CommitLog;

/**
 * An event that was taken from the stream and is not done; or a batch, whose events have one Exchange and one fate. Until it is
 * done, the stored position stays before it.
 */
public final class InFlightEvent {

    private final List<BoxEvent> events;
    private final boolean batch;
    private final EventPage page;
    private final CommitLog.Page commit;
    private final OffsetDateTime created;
    private final AtomicBoolean inRoute = new AtomicBoolean();

    // Written by the thread that has just taken the event out of the route.
    private volatile int failures;
    private volatile int opening;

    /** Events of one page: a batch, or a single one. */
    InFlightEvent(List<BoxEvent> events, boolean batch, EventPage page, CommitLog.Page commit) {
        this.events = List.copyOf(events);
        this.batch = batch;
        this.page = page;
        this.commit = commit;
        this.created = events.get(events.size() - 1).getCreatedTime();
    }

    /** At least one. */
    public List<BoxEvent> events() {
        return events;
    }

    /** What the route gets: a {@link BoxEvent} or a {@link BoxEventBatch}. */
    public Object body() {
        return batch ? new BoxEventBatch(events) : events.get(0);
    }

    /** When the last of them happened; null if it does not say. */
    public OffsetDateTime created() {
        return created;
    }

    /** The page that holds them. */
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
        events.forEach(event -> commit.end(event.getEventId(), success));
    }

    @Override
    public String toString() {
        BoxEvent first = events.get(0);
        return batch ? events.size() + (events.size() == 1 ? " event" : " events") + " from position " + page.position()
                : "event " + first.getEventId() + " (" + first.getEventType() + ")";
    }
}
