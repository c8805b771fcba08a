// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.position.CommitLog;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The option {@code orderingKey}: of the events with one key, only the oldest that is not done may be in the route. It holds
 * their lane, also while it waits for its retry; the others wait behind it. An event without a key is in no lane.
 * <p>
 * One stuck event may hold its lane for hours. So that the others behind it do not fill the memory, and a crash does not repeat
 * too many, what is taken from the stream meanwhile is limited. Thread-safe.
 */
final class Lanes {

    /** How many events may be taken beyond the stored position, done ones included. */
    static final int MOST_TAKEN = 10_000;
    /** How many of them may be unfinished, unless {@code maxInFlight} is more. */
    static final int MOST_UNFINISHED = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final String label;
    private final OrderingKey orderingKey;
    private final int mostUnfinished;
    private final CommitLog commits;

    // Guarded by this. The unfinished events are in the order in which they were taken; the key is null without a lane.
    private final Map<InFlightEvent, Key> unfinished = new LinkedHashMap<>();
    private final Map<Key, Lane> lanes = new HashMap<>();
    private final Deque<InFlightEvent> ready = new ArrayDeque<>();
    private boolean warned;

    private record Key(String type, String id) {

        // Null if a part is missing.
        private static Key of(String type, String id) {
            return type == null || id == null || id.isBlank() ? null : new Key(type, id);
        }

        @Override
        public String toString() {
            return type + " " + id;
        }
    }

    private static final class Lane {

        private final Deque<InFlightEvent> waiting = new ArrayDeque<>();
        private InFlightEvent holder;

        private Lane(InFlightEvent holder) {
            this.holder = holder;
        }

        private int length() {
            return waiting.size();
        }
    }

    Lanes(SubscriptionSettings settings, CommitLog commits) {
        this.label = settings.label();
        this.orderingKey = settings.orderingKey();
        this.mostUnfinished = Math.max(MOST_UNFINISHED, settings.maxInFlight());
        this.commits = commits;
    }

    boolean isOn() {
        return orderingKey != OrderingKey.none;
    }

    // A member that cannot be read counts as absent: an event must not block the others because of its shape.
    private Key key(BoxEvent event) {
        try {
            if (orderingKey == OrderingKey.user) {
                return event.getCreatedBy() == null ? null : Key.of("user", event.getCreatedBy().id());
            }
            return event.getSource() == null ? null : Key.of(event.getSource().type(), event.getSource().id());
        } catch (RuntimeException e) {
            return null;
        }
    }

    /**
     * An event is taken from the stream, in its order: whether it may enter the route now. If not, {@link #next} is it later.
     */
    synchronized boolean enter(InFlightEvent event) {
        if (!isOn()) {
            return true;
        }
        Key key = key(event.events().get(0));
        unfinished.put(event, key);
        Lane lane = key == null ? null : lanes.get(key);
        if (lane != null) {
            lane.waiting.add(event);
        } else if (key != null) {
            lanes.put(key, new Lane(event));
        }
        return lane == null;
    }

    /** An event is done: the next one of its lane may enter the route. */
    synchronized void leave(InFlightEvent event) {
        if (!isOn()) {
            return;
        }
        Key key = unfinished.remove(event);
        if (key != null) {
            Lane lane = lanes.get(key);
            lane.holder = lane.waiting.poll();
            if (lane.holder == null) {
                lanes.remove(key);
            } else {
                ready.add(lane.holder);
            }
        }
        warned &= unfinished.size() > mostUnfinished / 2 || commits.taken() > MOST_TAKEN / 2;
    }

    /** The next event that has waited in its lane and may enter the route; null if there is none. */
    synchronized InFlightEvent next() {
        return ready.poll();
    }

    synchronized boolean hasNext() {
        return !ready.isEmpty();
    }

    /** Whether nothing more may be taken from the stream. */
    synchronized boolean isFull() {
        // What is done but on a page of which not all is handed out must not keep the rest of the page from it.
        return unfinished.size() >= mostUnfinished || !unfinished.isEmpty() && commits.taken() >= MOST_TAKEN;
    }

    /** Whether it {@link #isFull}, and nothing has to be stored either. */
    boolean isBlocked() {
        return isFull() && commits.isFlushed();
    }

    /** Says once that nothing more is taken; again only after there was a lot of room. */
    synchronized void warnIfFull() {
        if (isFull() && !warned) {
            warned = true;
            LOG.warn("{}: {}", label, full());
        }
    }

    /** What keeps events from flowing: the error of the stream, or that nothing more is taken; null if nothing does. */
    synchronized CurrentError error(CurrentError error) {
        if (!isFull()) {
            return error == null || isNotice(error) ? null : error;
        }
        return error == null ? CurrentError.noticed(Operation.EXCHANGE, full(), null)
                : CurrentError.noticed(error.operation(), full() + ". " + error.message(), error.cause());
    }

    /** What is no error: the notice of the stream, and that a lane is held; null for nothing. */
    synchronized String notice(String notice, CurrentError error) {
        String held = isFull() ? null : held();
        String failed = error != null && isNotice(error) && !isFull() ? error.message() : null;
        String all = Stream.of(notice, held, failed).filter(text -> text != null).collect(Collectors.joining(". "));
        return all.isEmpty() ? null : all;
    }

    // An event that fails keeps only those of its lane.
    private boolean isNotice(CurrentError error) {
        return isOn() && error.operation() == Operation.EXCHANGE;
    }

    private String held() {
        return lanes.entrySet().stream().max(Comparator.comparing(entry -> entry.getValue().length()))
                .filter(longest -> longest.getValue().length() > 0)
                .map(longest -> held(longest.getValue().holder, longest.getKey())).orElse(null);
    }

    private String held(InFlightEvent event, Key key) {
        int waiting = key == null ? 0 : lanes.get(key).length();
        return HttpCaller.oneLine(key == null ? event + ", which is in no lane, is not done"
                : event + " holds the lane of " + key + ", " + waiting + " wait behind it");
    }

    // Too many unfinished events: those of the longest lane; else the oldest keeps the position from moving.
    private String full() {
        String longest = unfinished.size() >= mostUnfinished ? held() : null;
        Map.Entry<InFlightEvent, Key> oldest = unfinished.entrySet().iterator().next();
        return "nothing more is fetched: " + (longest != null ? longest : held(oldest.getKey(), oldest.getValue())) + "; "
                + commits.taken() + " events were taken since the stored position, " + unfinished.size() + " of them not done";
    }
}
