// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The scripted answers still to be given. Thread-safe. */
final class FaultScript {

    private final Map<Call, Deque<Fault>> queued = new EnumMap<>(Call.class);
    private final Map<Call, Fault> standing = new EnumMap<>(Call.class);
    private Fault held;
    private int clearings;

    synchronized void add(Call call, List<Fault> answers) {
        answers.forEach(answer -> answer.requireUsableFor(call));
        queued.computeIfAbsent(call, c -> new ArrayDeque<>()).addAll(answers);
    }

    synchronized void always(Call call, Fault answer) {
        answer.requireUsableFor(call);
        standing.put(call, answer);
    }

    /** Sets the answer for the long polls that are released. */
    synchronized void answerHeld(Fault answer) {
        answer.requireUsableFor(Call.LONG_POLL);
        held = answer;
    }

    /** The answer for a long poll that was released; null for the normal one. */
    synchronized Fault held() {
        return held;
    }

    /** The answers that wait for requests of this kind, in words; empty if there are none. */
    synchronized String pending(Call call) {
        List<String> pending = new ArrayList<>();
        queued.getOrDefault(call, new ArrayDeque<>()).forEach(fault -> pending.add(fault.toString()));
        if (standing.containsKey(call)) {
            pending.add("always " + standing.get(call));
        }
        return String.join(", ", pending);
    }

    /** How often the script was cleared: what a request that comes in now gives to {@link #take}. */
    synchronized int clearings() {
        return clearings;
    }

    synchronized void clear() {
        clearings++;
        queued.clear();
        standing.clear();
        held = null;
    }

    /** The fault for a request; null for none. What is scripted after a clearing is not for a request from before it. */
    synchronized Fault take(Call call, int clearingsBefore) {
        if (clearings != clearingsBefore) {
            return null;
        }
        Deque<Fault> queue = queued.get(call);
        Fault next = queue == null ? null : queue.poll();
        return next == null ? standing.get(call) : next;
    }
}
