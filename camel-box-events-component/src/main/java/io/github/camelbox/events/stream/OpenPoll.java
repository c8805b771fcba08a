// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.RealtimeServer;

/**
 * A long poll from its opening to its end. Immutable, but for its result.
 *
 * @param byCaller whether the caller's deadline ends it, before the server would
 * @param trusted  when it has been open for so long that polls work
 * @param result   the message, or null if none came in time
 */
record OpenPoll(long since, boolean byCaller, Deadline trusted, CompletableFuture<String> result) {

    /**
     * Opens a poll.
     *
     * @param executor runs it: the calling thread, or another one if that has something else to do meanwhile
     */
    static OpenPoll open(BoxClient client, RealtimeServer server, String position, Duration timeout, boolean byCaller,
                         Deadline trusted, Executor executor) {
        long since = System.nanoTime();
        return new OpenPoll(since, byCaller, trusted, CompletableFuture.supplyAsync(() -> {
            try {
                return client.longPoll(server, position, timeout);
            } catch (BoxApiException e) {
                throw new CompletionException(e);
            }
        }, executor));
    }

    boolean isOver() {
        return result.isDone();
    }

    /** How long it has been open. */
    Duration held() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Why it failed; null if it has not. */
    Throwable failure() {
        return result.handle((message, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .getNow(null);
    }

    /** The message of the poll, which is over and has not failed; null if none came in time. */
    String message() {
        return result.join();
    }
}
