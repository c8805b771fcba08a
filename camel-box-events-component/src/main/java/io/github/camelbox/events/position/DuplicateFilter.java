// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Remembers the ids of the events that have been delivered, so that those which Box repeats can be dropped. Thread-safe.
 */
public final class DuplicateFilter {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Boolean> window;
    private final IdempotentRepository repository;

    /**
     * @param size       how many ids are remembered, the oldest forgotten first; 0 for none
     * @param repository remembers them instead; null for the memory. Started and stopped by its owner
     */
    public DuplicateFilter(int size, IdempotentRepository repository) {
        this.repository = repository;
        this.window = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > size;
            }
        };
    }

    /**
     * Whether an event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository does not say
     */
    boolean contains(String id) throws PositionStoreException {
        lock.lock();
        try {
            return repository != null ? repository.contains(id) : window.containsKey(id);
        } catch (RuntimeException | Error e) {
            throw new PositionStoreException("Cannot look up an event id in " + describe() + ": " + e, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The event with this id has been delivered.
     *
     * @throws PositionStoreException if the repository cannot store it
     */
    void add(String id) throws PositionStoreException {
        lock.lock();
        try {
            if (repository != null) {
                repository.add(id);
            } else {
                window.put(id, Boolean.TRUE);
            }
        } catch (RuntimeException | Error e) {
            throw new PositionStoreException("Cannot remember an event id in " + describe() + ": " + e, e);
        } finally {
            lock.unlock();
        }
    }

    private String describe() {
        return "the repository " + repository.getClass().getSimpleName();
    }
}
