// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Remembers the ids of the events that have been delivered, so that those which Box repeats can be dropped: a window in memory,
 * or a repository of the user's. Thread-safe.
 */
public interface DuplicateFilter {

    /**
     * Whether an event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository does not say
     */
    boolean contains(String id) throws PositionStoreException;

    /**
     * The event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository cannot store it
     */
    void add(String id) throws PositionStoreException;

    /**
     * Remembers in memory.
     *
     * @param size how many ids are remembered, the oldest forgotten first; 0 for none
     */
    static DuplicateFilter window(int size) {
        Map<String, Boolean> ids = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > size;
            }
        };
        return new DuplicateFilter() {

            @Override
            public boolean contains(String id) {
                synchronized (ids) {
                    return ids.containsKey(id);
                }
            }

            @Override
            public void add(String id) {
                synchronized (ids) {
                    ids.put(id, Boolean.TRUE);
                }
            }
        };
    }

    /**
     * Remembers in a repository, which its owner starts and stops.
     *
     * @param prefix of the ids: two users who share an item may get one id for both their events
     * @param bean   calls the repository
     * @param gate   ends the waiting for it
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
