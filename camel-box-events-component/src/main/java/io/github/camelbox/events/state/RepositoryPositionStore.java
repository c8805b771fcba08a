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
    private final BeanClaim claim;

    /**
     * @param repository started and stopped by its owner
     * @param key        distinguishes the consumers that share the repository
     */
    public RepositoryPositionStore(StateRepository<String, String> repository, String key) {
        this.repository = repository;
        this.key = key;
        this.claim = new BeanClaim(repository, key);
    }

    @Override
    public void claim() throws PositionStoreException {
        claim.claim(describe());
    }

    @Override
    public void close() {
        claim.release();
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
        claim.check(describe());
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
