// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatCode;

/** Waiting for something that may end in several ways. */
@Timeout(20)
class StopSignalTest {

    private final StopSignal stop = new StopSignal();

    @Test
    void aFutureThatFailsEndsTheWaitWithoutAnException() {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException("no token"));

        assertThatCode(() -> stop.await(failed)).doesNotThrowAnyException();
    }

    @Test
    void theStopEndsTheWaitForAFutureThatNeverEnds() {
        CompletableFuture.runAsync(stop::request);

        stop.await(new CompletableFuture<>());
    }
}
