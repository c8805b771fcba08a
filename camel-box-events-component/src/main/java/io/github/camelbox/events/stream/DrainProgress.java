// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.EventPage;

/**
 * Decides whether a page brings the stream on: with an event that has not been delivered, or with a position where this round
 * of draining has not been. Neither a page that repeats itself nor positions that go round in circles may keep it draining.
 * <p>
 * Owned by the thread that runs the stream.
 */
final class DrainProgress {

    private final Predicate<BoxEvent> isNew;
    private final Set<String> visited = new HashSet<>();
    private List<String> lastPage = List.of();

    /**
     * @param isNew whether an event has not been delivered yet
     */
    DrainProgress(Predicate<BoxEvent> isNew) {
        this.isNew = isNew;
    }

    /** Whether the page has an event that has not been delivered, and was not on the page before at the same position. */
    boolean hasNewEvents(EventPage page) {
        List<BoxEvent> events = page.events();
        return events.stream().anyMatch(event -> isNew.test(event) && (page.isMoved() || !lastPage.contains(identity(event))));
    }

    /**
     * Takes the page into account.
     *
     * @param  newEvents whether it {@link #hasNewEvents}
     * @return           whether it brings the stream on; if not, or if it is empty, the round of draining is over
     */
    boolean accept(EventPage page, boolean newEvents) {
        if (newEvents) {
            visited.clear();
        }
        visited.add(page.position());
        boolean progress = newEvents || page.isMoved() && !visited.contains(page.nextPosition());
        if (!progress || page.events().isEmpty()) {
            visited.clear();
        }
        lastPage = page.events().stream().map(DrainProgress::identity).toList();
        return progress;
    }

    // What tells an event without an id from others is all there is to it.
    private static String identity(BoxEvent event) {
        return event.getEventId() != null ? event.getEventId() : event.toString();
    }
}
