// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.StreamPositions;

/**
 * Fetches the pages of the stream, the next ones while the caller is busy with this one: with a backlog, the network, the
 * reading of the JSON and the route work at the same time. Two pages ahead at most, so that a slow route does not fill the
 * memory: one is read while the response of the other is on its way. Where the second begins is taken from the end of the
 * first one's response, if it is there; if the first, once it has been read, says otherwise, the second is thrown away.
 * <p>
 * Owned by the thread that runs the stream. One request at a time: the second page is asked for when the response of the first
 * is complete, and while one is on its way, the stream asks for nothing but that page next.
 */
final class PageFetcher {

    private final Executor executor;
    private final Gate gate;
    private final int limit;
    // In the order of the stream.
    private final Deque<Fetch> ahead = new ArrayDeque<>(2);
    private volatile boolean begins = true;
    private Instant lastBegan = Instant.MIN;
    private boolean fresh;

    /**
     * A page that was asked for, or will be once it is known where it begins.
     *
     * @param position where it begins; null in the end if the page before leads nowhere else
     * @param next     where the one after it begins, likewise
     * @param page     null in the end if there is no position
     */
    private record Fetch(CompletableFuture<String> position, CompletableFuture<String> next, CompletableFuture<Fetched> page) {
    }

    private record Fetched(EventPage page, Instant began) {
    }

    PageFetcher(Executor executor, Gate gate, int limit) {
        this.executor = executor;
        this.gate = gate;
        this.limit = limit;
    }

    /**
     * Begins to fetch the two pages after one, for which {@link #get} is expected to be asked. Only if it is at least half
     * full: after a shorter one there is hardly another, and to ask at once would only disturb the route.
     */
    void prefetchAfter(BoxClient client, EventPage page) {
        if (page.events().size() <= limit / 2) {
            return;
        }
        if (ahead.isEmpty()) {
            ahead.add(fetch(client, CompletableFuture.completedFuture(page.nextPosition())));
        }
        if (ahead.size() == 1) {
            ahead.add(fetch(client, ahead.peek().next));
        }
    }

    private Fetch fetch(BoxClient client, CompletableFuture<String> position) {
        CompletableFuture<String> next = new CompletableFuture<>();
        CompletableFuture<Fetched> page = position.thenCompose(from -> from == null ? CompletableFuture.completedFuture(null)
                : Gate.async(() -> fetch(client, from, next::complete), executor));
        page.whenComplete((fetched, failure) -> next
                .complete(fetched == null || !fetched.page.isMoved() ? null : fetched.page.nextPosition()));
        return new Fetch(position, next, page);
    }

    /** Whether a page has been asked for already. */
    boolean isAhead() {
        return !ahead.isEmpty();
    }

    /** When the last page that {@link #get} returned was asked for. */
    Instant lastBegan() {
        return lastBegan;
    }

    /** Whether that page was asked for only when it was wanted. Since one was asked for ahead, more may have happened. */
    boolean isFresh() {
        return fresh;
    }

    /** The page at a position; a {@link CancelledException} if the gate was closed. */
    EventPage get(BoxClient client, String position) throws BoxApiException {
        Fetched fetched = null;
        while (fetched == null && !ahead.isEmpty()) {
            fetched = prefetched(position);
        }
        fresh = fetched == null;
        if (fresh) {
            fetched = fetch(client, position, next -> {
            });
        }
        lastBegan = fetched.began;
        return fetched.page;
    }

    // A stream begins once: not again after a page, nor if it starts over because Box has rejected its position.
    private Fetched fetch(BoxClient client, String position, Consumer<String> next) throws BoxApiException {
        Instant began = Instant.now();
        begins = begins && StreamPositions.isStart(position);
        EventPage page = client.events(position, begins, next);
        begins = false;
        return new Fetched(page, began);
    }

    // Null if it was for another position, or was cut off by a suspend that has ended. What failed there counts, a Retry-After
    // above all; but not what Box says of that position.
    private Fetched prefetched(String position) throws BoxApiException {
        Fetch fetch = ahead.peek();
        if (!gate.await(fetch.page, Deadline.never())) {
            throw new CancelledException();
        }
        ahead.remove();
        boolean wanted = position.equals(fetch.position.join());
        try {
            Fetched fetched = fetch.page.join();
            return wanted ? fetched : null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof CancelledException) {
                return null;
            }
            if (e.getCause() instanceof BoxApiException failure) {
                if (!wanted && failure.isInvalidPosition()) {
                    return null;
                }
                throw failure;
            }
            throw e;
        }
    }
}
