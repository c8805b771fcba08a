// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Remembers the ids of the events that have been delivered, so that those which Box repeats can be dropped: a window in memory,
 * or a repository of the user's. Thread-safe.
 */
public interface DuplicateFilter {

    /** Whether an event with this id has been delivered; throws an exception if the repository does not say. */
    boolean contains(String id) throws PositionStoreException;

    /** The event with this id has been delivered; throws an exception if the repository cannot store it. */
    void add(String id) throws PositionStoreException;

    /** Remembers that many ids in memory, the oldest forgotten first. */
    static DuplicateFilter window(int size) {
        Set<String> ids = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > size;
            }
        }));
        return new DuplicateFilter() {

            @Override
            public boolean contains(String id) {
                return ids.contains(id);
            }

            @Override
            public void add(String id) {
                ids.add(id);
            }
        };
    }

    /**
     * Remembers in a repository, which its owner starts and stops. The ids have a prefix: two users who share an item may get
     * one id for both their events.
     */
    static DuplicateFilter repository(IdempotentRepository repository, String prefix, UserBean bean, Gate gate) {
        String name = " the repository " + repository.getClass().getSimpleName() + ": ";
        return new DuplicateFilter() {

            @Override
            public boolean contains(String id) throws PositionStoreException {
                try {
                    return bean.call(gate::await, () -> repository.contains(prefix + id));
                } catch (UserBean.FailedException e) {
                    throw new PositionStoreException("Cannot look up an event id in" + name + e.getMessage(), e);
                }
            }

            @Override
            public void add(String id) throws PositionStoreException {
                try {
                    bean.call(gate::awaitEnd, () -> repository.add(prefix + id));
                } catch (UserBean.FailedException e) {
                    throw new PositionStoreException("Cannot remember an event id in" + name + e.getMessage(), e);
                }
            }
        };
    }
}
