// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * Keeps the position in memory: it survives a restart of the route, not one of the process. Never shared by two consumers, so
 * there is nothing to claim, and it may be used again after {@link #close()}. Thread-safe.
 */
public final class MemoryPositionStore implements PositionStore {

    private volatile String position;

    @Override
    public String read() {
        return position;
    }

    @Override
    public boolean replace(String expected, String next) {
        position = next;
        return true;
    }

    @Override
    public String describe() {
        return "memory";
    }
}
