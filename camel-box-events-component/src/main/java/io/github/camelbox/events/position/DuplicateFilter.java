// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Remembers the ids of the events that have been delivered, so that those which Box repeats can be dropped: a window in memory,
 * or a repository of the user's. Thread-safe.
 */
public abstract class DuplicateFilter {

    private DuplicateFilter() {
    }

    /**
     * Remembers in memory.
     *
     * @param size how many ids are remembered, the oldest forgotten first; 0 for none
     */
    public static DuplicateFilter window(int size) {
        return new Window(size);
    }

    /**
     * Remembers in a repository, which its owner starts and stops.
     *
     * @param prefix of the ids: two users who share an item may get one id for both their events
     * @param bean   calls the repository
     * @param gate   ends the waiting for it
     */
    public static DuplicateFilter repository(IdempotentRepository repository, String prefix, UserBean bean, Gate gate) {
        return new Repository(repository, prefix, bean, gate);
    }

    /**
     * Whether an event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository does not say
     */
    public abstract boolean contains(String id) throws PositionStoreException;

    /**
     * The event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository cannot store it
     */
    abstract void add(String id) throws PositionStoreException;

    private static final class Window extends DuplicateFilter {

        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, Boolean> ids;

        Window(int size) {
            this.ids = new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > size;
                }
            };
        }

        @Override
        public boolean contains(String id) {
            lock.lock();
            try {
                return ids.containsKey(id);
            } finally {
                lock.unlock();
            }
        }

        @Override
        void add(String id) {
            lock.lock();
            try {
                ids.put(id, Boolean.TRUE);
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Repository extends DuplicateFilter {

        private final IdempotentRepository repository;
        private final String prefix;
        private final UserBean bean;
        private final Gate gate;

        Repository(IdempotentRepository repository, String prefix, UserBean bean, Gate gate) {
            this.repository = repository;
            this.prefix = prefix;
            this.bean = bean;
            this.gate = gate;
        }

        @Override
        public boolean contains(String id) throws PositionStoreException {
            try {
                return bean.call(gate::await, () -> repository.contains(prefix + id));
            } catch (UserBean.FailedException e) {
                throw new PositionStoreException("Cannot look up an event id in " + describe() + ": " + e.getMessage(), e);
            }
        }

        @Override
        void add(String id) throws PositionStoreException {
            try {
                bean.call(gate::awaitEnd, () -> repository.add(prefix + id));
            } catch (UserBean.FailedException e) {
                throw new PositionStoreException("Cannot remember an event id in " + describe() + ": " + e.getMessage(), e);
            }
        }

        private String describe() {
            return "the repository " + repository.getClass().getSimpleName();
        }
    }
}
