// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * Keeps the position in memory: it survives a restart of the route, not one of the process. It belongs to its endpoint, for
 * which Camel allows one consumer.
 */
public final class MemoryPositionStore implements PositionStore {

    private volatile String position;

    @Override
    public String load() {
        return position;
    }

    @Override
    public void save(String position) {
        this.position = position;
    }

    @Override
    public String describe() {
        return "memory";
    }}
