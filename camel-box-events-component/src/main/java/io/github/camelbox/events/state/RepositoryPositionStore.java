// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import org.apache.camel.spi.StateRepository;

/** Keeps the position in a Camel {@link StateRepository} under a key. A repository has no means to see other processes. */
public final class RepositoryPositionStore extends BeanPositionStore {

    private final BeanKey<StateRepository<String, String>> place;

    /** The key distinguishes the consumers that share the repository. */
    public RepositoryPositionStore(StateRepository<String, String> repository, String key) {
        this(new BeanKey<>(repository, key));
    }

    private RepositoryPositionStore(BeanKey<StateRepository<String, String>> place) {
        super(place, "the repository " + place);
        this.place = place;
    }

    @Override
    String get() {
        return place.bean().getState(place.key());
    }

    @Override
    boolean set(String expected, String next) {
        place.bean().setState(place.key(), next);
        return true;
    }

    @Override
    public String read() throws PositionStoreException {
        String position = super.read();
        if (position != null && position.isBlank()) {
            throw new PositionStoreException("The position in " + describe()
                    + " is empty: remove the key, then the option streamPosition applies");
        }
        return position;
    }
}
