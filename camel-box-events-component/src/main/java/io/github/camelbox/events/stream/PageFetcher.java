// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.EventPage;
import io.github.camelbox.events.box.StopSignal;

/**
 * The pages of the stream, the next one fetched while the caller is busy with this one: with a backlog, the network and the
 * route work at the same time. One page ahead at most, so that a slow route does not fill the memory.
 * <p>
 * Owned by the thread that runs the stream. While a page is fetched ahead, nobody else uses the client: the stream asks for
 * nothing but that page next.
 */
final class PageFetcher {

    private final BoxClient client;
    private final Executor executor;
    private final StopSignal stop;
    private CompletableFuture<EventPage> ahead;

    /**
     * @param executor runs what is fetched ahead
     * @param stop     ends the waiting for it
     */
    PageFetcher(BoxClient client, Executor executor, StopSignal stop) {
        this.client = client;
        this.executor = executor;
        this.stop = stop;
    }

    /** Begins to fetch the page at a position, which is the one that {@link #get} is asked for next. */
    void fetchAhead(String position) {
        ahead = CompletableFuture.supplyAsync(() -> {
            try {
                return client.events(position);
            } catch (BoxApiException e) {
                throw new CompletionException(e);
            }
        }, executor);
    }

    /** Whether the next page has been asked for already. */
    boolean isAhead() {
        return ahead != null;
    }

    /**
     * The page at a position.
     *
     * @throws BoxApiException                     if there is no such page
     * @throws BoxClient.CancelledException if the stop was requested
     */
    EventPage get(String position) throws BoxApiException {
        if (ahead == null) {
            return client.events(position);
        }
        stop.await(ahead);
        if (stop.isRequested()) {
            throw new BoxClient.CancelledException();
        }
        CompletableFuture<EventPage> fetched = ahead;
        ahead = null;
        try {
            return fetched.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BoxApiException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
