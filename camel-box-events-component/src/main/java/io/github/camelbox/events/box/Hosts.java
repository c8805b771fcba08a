// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/** What is known of a host by its name. */
public final class Hosts {

    private Hosts() {
    }

    /** Whether it is this machine, so that what is sent there passes no network. */
    public static boolean isLoopback(String host) {
        return "localhost".equalsIgnoreCase(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }
}
