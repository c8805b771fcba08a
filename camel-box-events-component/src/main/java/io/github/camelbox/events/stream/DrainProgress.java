// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.EventPage;

/**
 * Decides whether a page brings the stream on: with a wanted event that is new, or with a position where this round of draining
 * has not been. Neither a page that repeats itself nor positions that go round in circles may keep it draining; and an event
 * that comes again counts once only until a long poll has been quiet, whether it has an id, was skipped, or neither.
 * Owned by the thread that runs the stream.
 */
final class DrainProgress {

    // More than any window of repeats that was ever seen; what is older is forgotten.
    private static final int REMEMBERED = 10_000;

    private final Predicate<BoxEvent> isWantedAndNew;
    private final Set<Object> known = new LinkedHashSet<>();
    private final Set<Object> seen = new LinkedHashSet<>();
    private final Set<Object> visited = new LinkedHashSet<>();

    DrainProgress(Predicate<BoxEvent> isWantedAndNew) {
        this.isWantedAndNew = isWantedAndNew;
    }

    /** Whether the page has a wanted, new event that has not counted yet. After a quiet long poll, no event is an echo. */
    boolean hasNewEvents(EventPage page, boolean quiet) {
        if (quiet) {
            seen.clear();
        }
        return page.events().stream().anyMatch(event -> !seen.contains(identity(event)) && isWantedAndNew.test(event));
    }

    /** Whether the page has an event, wanted or not, that was on no page before. */
    boolean hasNews(EventPage page) {
        return page.events().stream().anyMatch(event -> !known.contains(identity(event)));
    }

    /**
     * Takes the page into account.
     *
     * @return whether it brings the stream on; if not, or if it is empty, the round of draining has ended
     */
    boolean accept(EventPage page, boolean newEvents) {
        page.events().forEach(event -> remember(known, identity(event)));
        if (newEvents) {
            visited.clear();
            page.events().forEach(event -> remember(seen, identity(event)));
        }
        remember(visited, page.position());
        boolean progress = newEvents || page.isMoved() && !visited.contains(page.nextPosition());
        if (!progress || page.events().isEmpty()) {
            visited.clear();
        }
        return progress;
    }

    private static void remember(Set<Object> set, Object element) {
        if (set.add(element) && set.size() > REMEMBERED) {
            Iterator<Object> oldest = set.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    // What tells an event without an id from others is its content. That two of them may share a hash code only affects the pace.
    private static Object identity(BoxEvent event) {
        return event.getEventId() != null ? event.getEventId() : (Object) event.hashCode();
    }
}
