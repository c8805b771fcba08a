// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Optional;

/** The value of a key in a {@link StateStore}. */
public record StoredValue(BeanKey<StateStore> beanKey) {

    public StoredValue(StateStore store, String key) {
        this(new BeanKey<>(store, key));
    }

    /** The value; null if there is none. */
    public String read() throws Exception {
        Optional<String> value = beanKey.bean().read(beanKey.key());
        if (value == null) {
            throw new IllegalStateException("read returned null instead of an Optional");
        }
        return value.orElse(null);
    }

    /** See {@link StateStore#replace}. */
    public boolean replace(String expected, String next) throws Exception {
        return beanKey.bean().replace(beanKey.key(), expected, next);
    }

    /** Where it is, as messages name it. */
    @Override
    public String toString() {
        return "the store " + beanKey;
    }
}
