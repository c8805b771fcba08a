// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Set;

import org.apache.camel.spi.StateRepository;

/**
 * Keeps the position in a Camel {@link StateRepository} under a key.
 */
public final class RepositoryPositionStore implements PositionStore {

    private final StateRepository<String, String> repository;
    private final String key;
    private final Set<Claim> claims;
    private final Claim claim;
    private boolean claimed;

    /**
     * A key of a repository that a consumer has claimed.
     */
    public record Claim(StateRepository<String, String> repository, String key) {
    }

    /**
     * @param repository started and stopped by its owner
     * @param key        distinguishes the endpoints that share the repository
     * @param claims     what is claimed in this process; a repository has no means to see other processes
     */
    public RepositoryPositionStore(StateRepository<String, String> repository, String key, Set<Claim> claims) {
        this.repository = repository;
        this.key = key;
        this.claims = claims;
        this.claim = new Claim(repository, key);
    }

    @Override
    public void claim() throws PositionStoreException {
        if (!claims.add(claim)) {
            throw new PositionStoreException("The stream position in " + describe()
                                             + " is used by another consumer: give each endpoint a positionKey of its own");
        }
        claimed = true;
    }

    @Override
    public void close() {
        if (claimed) {
            claims.remove(claim);
            claimed = false;
        }
    }

    @Override
    public String load() throws PositionStoreException {
        String position;
        try {
            position = repository.getState(key);
        } catch (RuntimeException | Error e) {
            throw new PositionStoreException("Cannot read the stream position from " + describe() + ": " + e, e);
        }
        if (position != null && position.isBlank()) {
            throw new PositionStoreException("The stream position in " + describe()
                                             + " is empty: remove the key, then the option streamPosition applies");
        }
        return position;
    }

    @Override
    public void save(String position) throws PositionStoreException {
        try {
            repository.setState(key, position);
        } catch (RuntimeException | Error e) {
            throw new PositionStoreException("Cannot store the stream position in " + describe() + ": " + e, e);
        }
    }

    @Override
    public String describe() {
        return "the repository " + repository.getClass().getSimpleName() + " under the key " + key;
    }
}
