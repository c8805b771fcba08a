// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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
    private static final Integer NEVER = -1;

    private final Predicate<BoxEvent> isWantedAndNew;
    // Every event of the last pages, and after how many quiet long polls it has counted. When it is full, what was known before
    // is forgotten: to look for the oldest one at each event would take longer than all else here.
    private Map<Object, Integer> known = new HashMap<>();
    private Map<Object, Integer> knownBefore = Map.of();
    private final Set<String> visited = new LinkedHashSet<>();
    private Integer quietPolls = 0;

    DrainProgress(Predicate<BoxEvent> isWantedAndNew) {
        this.isWantedAndNew = isWantedAndNew;
    }

    /** Whether the page has a wanted, new event that has not counted yet. After a quiet long poll, no event is an echo. */
    boolean hasNewEvents(EventPage page, boolean quiet) {
        if (quiet) {
            quietPolls++;
        }
        return page.events().stream()
                .anyMatch(event -> !quietPolls.equals(known(event)) && isWantedAndNew.test(event));
    }

    /** Whether the page has an event, wanted or not, that was on no page before. */
    boolean hasNews(EventPage page) {
        return page.events().stream().anyMatch(event -> known(event) == null);
    }

    /**
     * Takes the page into account, but for its events: {@link #remember} is next.
     *
     * @return whether it brings the stream on; if not, or if it is empty, nothing new is left
     */
    boolean accept(EventPage page, boolean newEvents) {
        if (newEvents) {
            visited.clear();
        }
        visited.add(page.position());
        if (visited.size() > REMEMBERED) {
            visited.remove(visited.iterator().next());
        }
        return newEvents || page.isMoved() && !visited.contains(page.nextPosition());
    }

    /** This round of draining has ended, or the stream continues elsewhere, where it may have been. */
    void drained() {
        visited.clear();
    }

    /** Takes the events of the page into account: in their own time, since the next page can be on its way meanwhile. */
    void remember(EventPage page, boolean newEvents) {
        for (BoxEvent event : page.events()) {
            Integer counted = newEvents ? quietPolls : known(event);
            known.put(identity(event), counted == null ? NEVER : counted);
        }
        if (known.size() > REMEMBERED) {
            knownBefore = known;
            known = new HashMap<>();
        }
    }

    // Null if it is not.
    private Integer known(BoxEvent event) {
        Object identity = identity(event);
        Integer counted = known.get(identity);
        return counted != null ? counted : knownBefore.get(identity);
    }

    // What tells an event without an id from others is its content. That two of them may share a hash code only affects the pace.
    private static Object identity(BoxEvent event) {
        return event.getEventId() != null ? event.getEventId() : (Object) event.hashCode();
    }
}
