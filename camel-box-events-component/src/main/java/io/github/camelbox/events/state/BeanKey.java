// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * A key in a repository or store of the user's. Equal by the identity of that bean: what its equals says, or fails to say, does
 * not matter. Its text names the place in messages.
 */
public record BeanKey<B>(B bean, String key) {

    @Override
    public boolean equals(Object other) {
        return other instanceof BeanKey<?> that && that.bean == bean && that.key.equals(key);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(bean) + key.hashCode();
    }

    @Override
    public String toString() {
        String name = bean.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1) + " under the key " + key;
    }
}
