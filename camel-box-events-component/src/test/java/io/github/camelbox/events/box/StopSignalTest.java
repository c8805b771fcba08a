/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
