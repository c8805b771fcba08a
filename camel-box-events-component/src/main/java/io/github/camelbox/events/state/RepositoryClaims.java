// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of repositories that consumers of this process have claimed, of whichever CamelContext they are. Thread-safe.
 */
final class RepositoryClaims {

    private static final Set<Claim> CLAIMS = ConcurrentHashMap.newKeySet();

    private RepositoryClaims() {
    }

    /** Claims a key; false if it is claimed already. */
    static boolean add(Object repository, String key) {
        return CLAIMS.add(new Claim(repository, key));
    }

    /** Releases a key; does nothing if it is not claimed. */
    static void remove(Object repository, String key) {
        CLAIMS.remove(new Claim(repository, key));
    }

    /** Equal by the identity of the repository: what its equals says, or fails to say, does not matter. */
    private record Claim(Object repository, String key) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Claim claim && claim.repository == repository && claim.key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(repository) + key.hashCode();
        }
    }
}
