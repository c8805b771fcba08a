// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import io.github.camelbox.events.box.HttpCaller;
import org.apache.camel.spi.StateRepository;

/**
 * Keeps the position in a Camel {@link StateRepository} under a key. The claim holds in this process only: a repository has no
 * means to see others.
 */
public final class RepositoryPositionStore implements PositionStore {

    private final StateRepository<String, String> repository;
    private final String key;

    // Guarded by this.
    private boolean claimed;
    private boolean closed;

    /**
     * @param repository started and stopped by its owner
     * @param key        distinguishes the consumers that share the repository
     */
    public RepositoryPositionStore(StateRepository<String, String> repository, String key) {
        this.repository = repository;
        this.key = key;
    }

    @Override
    public synchronized void claim() throws PositionStoreException {
        if (closed || claimed || !RepositoryClaims.add(repository, key)) {
            throw new PositionStoreException("The position in " + describe()
                                             + " is in use by another consumer, perhaps of another CamelContext: give each consumer"
                                             + " a positionKey of its own");
        }
        claimed = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (claimed) {
            claimed = false;
            RepositoryClaims.remove(repository, key);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public String read() throws PositionStoreException {
        String position;
        try {
            position = repository.getState(key);
        } catch (Throwable e) {
            throw new PositionStoreException(
                    "Cannot read the position from " + describe() + ": " + HttpCaller.rootMessage(e), e);
        }
        if (position != null && position.isBlank()) {
            throw new PositionStoreException("The position in " + describe()
                                             + " is empty: remove the key, then the option streamPosition applies");
        }
        return position;
    }

    @Override
    public boolean replace(String expected, String next) throws PositionStoreException {
        if (isClosed()) {
            throw new PositionStoreException("The position is not stored in " + describe() + ": the consumer has ended");
        }
        try {
            repository.setState(key, next);
            return true;
        } catch (Throwable e) {
            throw new PositionStoreException(
                    "Cannot store the position in " + describe() + ": " + HttpCaller.rootMessage(e), e);
        }
    }

    @Override
    public String describe() {
        String name = repository.getClass().getName();
        return "the repository " + name.substring(name.lastIndexOf('.') + 1) + " under the key " + key;
    }
}
