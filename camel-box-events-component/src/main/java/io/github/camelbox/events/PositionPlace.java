// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.camelbox.events.state.BeanKey;
import io.github.camelbox.events.state.FilePositionStore;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.state.RepositoryPositionStore;
import io.github.camelbox.events.state.SharedPositionStore;

/** Where the position is kept, if not in memory. */
enum PositionPlace {

    FILE("positionFile", BoxEventsConfiguration::getPositionFile) {
        @Override
        PositionStore store(BoxEventsConfiguration c, String key) {
            return new FilePositionStore(Path.of(c.getPositionFile()), key);
        }

        @Override
        Object identity(BoxEventsConfiguration c, String key) throws PositionStoreException {
            return FilePositionStore.place(Path.of(c.getPositionFile()));
        }
    },
    REPOSITORY("positionRepository", BoxEventsConfiguration::getPositionRepository) {
        @Override
        PositionStore store(BoxEventsConfiguration c, String key) {
            return new RepositoryPositionStore(c.getPositionRepository(), key);
        }
    },
    STORE("stateStore", BoxEventsConfiguration::getStateStore) {
        @Override
        PositionStore store(BoxEventsConfiguration c, String key) {
            return new SharedPositionStore(c.getStateStore(), key);
        }
    };

    private final String option;
    private final Function<BoxEventsConfiguration, Object> getter;

    PositionPlace(String option, Function<BoxEventsConfiguration, Object> getter) {
        this.option = option;
        this.getter = getter;
    }

    /** The place that a configuration names; null for the memory. */
    static PositionPlace of(BoxEventsConfiguration c) {
        return named(c).findFirst().orElse(null);
    }

    private static Stream<PositionPlace> named(BoxEventsConfiguration c) {
        return Stream.of(values()).filter(place -> place.getter.apply(c) != null);
    }

    /** Throws an exception that says what to do if a configuration names two places for the position or the refresh token. */
    static void check(BoxEventsConfiguration c) {
        List<String> set = named(c).map(place -> place.option).toList();
        if (set.size() > 1) {
            throw new IllegalArgumentException("two places for the position, " + String.join(" and ", set)
                    + ": set one of them");
        }
        if (c.getStateStore() != null && c.getRefreshTokenFile() != null) {
            throw new IllegalArgumentException("two places for the refresh token, refreshTokenFile and stateStore:"
                    + " set one of them");
        }
    }

    /** Where the position is kept under that key. */
    abstract PositionStore store(BoxEventsConfiguration c, String key);

    /** What is equal for endpoints that share the place. */
    Object identity(BoxEventsConfiguration c, String key) throws PositionStoreException {
        return new BeanKey<>(getter.apply(c), key);
    }
}
