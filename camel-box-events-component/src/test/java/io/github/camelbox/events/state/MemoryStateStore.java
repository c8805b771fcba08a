// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store of the user's, which notes the values that it had. Thread-safe. */
public final class MemoryStateStore implements StateStore {

    private final List<String> history = new CopyOnWriteArrayList<>();

    // Guarded by this.
    private final Map<String, String> values = new HashMap<>();
    private int failAfter = Integer.MAX_VALUE;

    @Override
    public synchronized Optional<String> read(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public synchronized boolean replace(String key, String expected, String next) {
        if (failAfter-- <= 0) {
            throw new IllegalStateException("cannot replace " + expected + " by " + next);
        }
        return Objects.equals(values.get(key), expected) && put(key, next);
    }

    /** After so many, the calls of {@link #replace} fail. */
    public synchronized void failAfter(int calls) {
        failAfter = calls;
    }

    /** Another writes, or if that is null removes the key. */
    public synchronized boolean put(String key, String value) {
        values.put(key, value);
        history.add(String.valueOf(value));
        return true;
    }

    public List<String> history() {
        return history;
    }
}
