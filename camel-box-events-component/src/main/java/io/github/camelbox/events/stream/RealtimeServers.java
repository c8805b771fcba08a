// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.camelbox.events.box.RealtimeServer;

/**
 * The real-time servers that Box has handed out: the one that is polled, and those to try when it is dead. A server that was
 * dead is tried last the next time.
 * <p>
 * Owned by the thread that runs the stream.
 */
final class RealtimeServers {

    private static final int REMEMBERED = 16;

    private final Integer maxPolls;
    private final Deque<RealtimeServer> servers = new ArrayDeque<>();
    private final Set<String> dead = new LinkedHashSet<>();
    private long since;
    private int polls;

    /**
     * @param maxPolls instead of the server's {@code max_retries}, or null
     */
    RealtimeServers(Integer maxPolls) {
        this.maxPolls = maxPolls;
    }

    /** Box has handed these out. */
    void set(List<RealtimeServer> fresh) {
        servers.clear();
        fresh.stream().sorted(Comparator.comparing(server -> dead.contains(server.authority()))).forEach(servers::add);
        begin();
    }

    private void begin() {
        since = System.nanoTime();
        polls = 0;
    }

    /** The one to poll; null if Box must be asked. */
    RealtimeServer current() {
        return servers.peek();
    }

    /** A poll is about to be made. */
    void polled() {
        polls++;
    }

    /** Whether the current one must not be polled again: its ttl has passed, or its polls are used up. */
    boolean isUsedUp() {
        RealtimeServer server = servers.element();
        return polls >= (maxPolls != null ? maxPolls : server.maxRetries())
                || Duration.ofNanos(System.nanoTime() - since).compareTo(server.ttl()) >= 0;
    }

    /**
     * The current one is dead.
     *
     * @return whether there is another one to try
     */
    boolean next() {
        RealtimeServer server = servers.remove();
        dead.add(server.authority());
        if (dead.size() > REMEMBERED) {
            dead.remove(dead.iterator().next());
        }
        begin();
        return !servers.isEmpty();
    }

    /** The current one works. */
    void alive() {
        if (!dead.isEmpty() && !servers.isEmpty()) {
            dead.remove(servers.element().authority());
        }
    }

    void forget() {
        servers.clear();
    }
}
