// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.StreamPositions;

/**
 * Fetches the pages of the stream, the next one while the caller is busy with this one: with a backlog, the network and the
 * route work at the same time. One page ahead at most, so that a slow route does not fill the memory.
 * Owned by the thread that runs the stream. While a page is prefetched, nothing else makes API requests: the stream asks for
 * nothing but that page next.
 */
final class PageFetcher {

    private final Executor executor;
    private final Gate gate;
    private Fetch ahead;
    private volatile boolean begins = true;
    private Instant lastBegan = Instant.MIN;

    /** A page that was asked for. */
    private record Fetch(String position, Instant began, CompletableFuture<EventPage> page) {
    }

    PageFetcher(Executor executor, Gate gate) {
        this.executor = executor;
        this.gate = gate;
    }

    /** Begins to fetch the page at a position, which {@link #get} is expected to be asked for next. */
    void prefetch(BoxClient client, String position) {
        ahead = new Fetch(position, Instant.now(), Gate.async(() -> events(client, position), executor));
    }

    /** Whether a page has been asked for already. */
    boolean isAhead() {
        return ahead != null;
    }

    /** When the last page that {@link #get} returned was asked for. */
    Instant lastBegan() {
        return lastBegan;
    }

    /** The page at a position; a {@link CancelledException} if the gate was closed. */
    EventPage get(BoxClient client, String position) throws BoxApiException {
        EventPage prefetched = ahead == null ? null : prefetched(position);
        if (prefetched != null) {
            return prefetched;
        }
        Instant began = Instant.now();
        EventPage page = events(client, position);
        lastBegan = began;
        return page;
    }

    // A stream begins once: not again after a page, nor if it starts over because Box has rejected its position.
    private EventPage events(BoxClient client, String position) throws BoxApiException {
        begins = begins && StreamPositions.isStart(position);
        EventPage page = client.events(position, begins);
        begins = false;
        return page;
    }

    // Null if it was for another position, or was cut off by a suspend that has ended.
    private EventPage prefetched(String position) throws BoxApiException {
        Fetch fetch = ahead;
        if (!gate.await(fetch.page, Deadline.never())) {
            throw new CancelledException();
        }
        ahead = null;
        try {
            EventPage page = fetch.page.join();
            lastBegan = fetch.began;
            return fetch.position.equals(position) ? page : null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof CancelledException) {
                return null;
            }
            if (e.getCause() instanceof BoxApiException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
