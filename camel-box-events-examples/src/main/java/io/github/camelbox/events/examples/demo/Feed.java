// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.stream.StreamState;

/** What the page is told, numbered; the last few thousand are kept for a page that is opened later. Thread-safe. */
final class Feed {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    // More than happens in the minute that the page shows, a burst of a thousand included.
    private static final int CAPACITY = 4000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long last;
    private boolean closed;
    private StreamState state = StreamState.STOPPED;
    private StreamState doubt;

    record Entry(long number, String kind, String json) {
    }

    static ObjectNode json() {
        return MAPPER.createObjectNode();
    }

    /** Adds an entry, to which it gives the time. */
    synchronized void add(String kind, ObjectNode json) {
        json.put("at", System.currentTimeMillis());
        entries.addLast(new Entry(++last, kind, json.toString()));
        if (entries.size() > CAPACITY) {
            entries.removeFirst();
        }
        notifyAll();
    }

    /** Adds a change of state. */
    synchronized void changed(StreamState next) {
        add("state", json().put("from", state.name()).put("to", next.name()));
        state = next;
        doubt = null;
    }

    /**
     * Compares what was told with the state that the stream has, which may have changed without a word. One sample may be older
     * than what was told last; the second in a row is not.
     *
     * @return the state that the page was told last
     */
    synchronized StreamState sampled(StreamState actual) {
        if (actual != state && actual == doubt) {
            changed(actual);
        }
        doubt = actual == state ? null : actual;
        return state;
    }

    /** The entries after this number; waits for one, but not long. */
    synchronized List<Entry> after(long number, long millis) {
        if (last <= number && !closed) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        long older = entries.isEmpty() ? 0 : Math.max(0, number + 1 - entries.getFirst().number());
        return entries.stream().skip(older).toList();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
