// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/** The store of the other tests. */
class MemoryStateStoreTest extends StateStoreContract {

    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    StateStore store() {
        return store;
    }
}
