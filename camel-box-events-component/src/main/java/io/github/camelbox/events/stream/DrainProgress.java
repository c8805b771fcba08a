// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.LinkedHashMap;
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
    // Every event of the last pages, and after how many quiet long polls it has counted; those that came last at the end.
    private final Map<Object, Integer> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };
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
                .anyMatch(event -> !quietPolls.equals(known.get(identity(event))) && isWantedAndNew.test(event));
    }

    /** Whether the page has an event, wanted or not, that was on no page before. */
    boolean hasNews(EventPage page) {
        return page.events().stream().anyMatch(event -> !known.containsKey(identity(event)));
    }

    /**
     * Takes the page into account, but for its events: {@link #remember} is next.
     *
     * @return whether it brings the stream on; if not, or if it is empty, the round of draining has ended
     */
    boolean accept(EventPage page, boolean newEvents) {
        if (newEvents) {
            visited.clear();
        }
        visited.add(page.position());
        if (visited.size() > REMEMBERED) {
            visited.remove(visited.iterator().next());
        }
        boolean progress = newEvents || page.isMoved() && !visited.contains(page.nextPosition());
        if (!progress || page.events().isEmpty()) {
            visited.clear();
        }
        return progress;
    }

    /** Takes the events of the page into account: in their own time, since the next page can be on its way meanwhile. */
    void remember(EventPage page, boolean newEvents) {
        for (BoxEvent event : page.events()) {
            if (newEvents) {
                known.put(identity(event), quietPolls);
            } else {
                known.putIfAbsent(identity(event), NEVER);
            }
        }
    }

    // What tells an event without an id from others is its content. That two of them may share a hash code only affects the pace.
    private static Object identity(BoxEvent event) {
        return event.getEventId() != null ? event.getEventId() : (Object) event.hashCode();
    }
}
