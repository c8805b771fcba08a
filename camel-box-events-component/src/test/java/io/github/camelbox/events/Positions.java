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
package io.github.camelbox.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.apache.camel.support.processor.state.MemoryStateRepository;

/** A StateRepository that keeps every position it was given, and can be broken for a while. Thread-safe. */
final class Positions extends MemoryStateRepository {

    private final List<String> stored = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Supplier<? extends Throwable> failure;

    @Override
    public void setState(String key, String value) {
        Supplier<? extends Throwable> broken = failure;
        if (broken != null) {
            refused.incrementAndGet();
            sneakyThrow(broken.get());
        }
        super.setState(key, value);
        stored.add(value);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
        throw (T) failure;
    }

    /** From now on, storing fails so. */
    void breakWith(Supplier<? extends Throwable> newFailure) {
        failure = newFailure;
    }

    void mend() {
        failure = null;
    }

    /** How often storing has failed. */
    int refused() {
        return refused.get();
    }

    /** All positions that were stored, oldest first. */
    List<String> stored() {
        return stored;
    }
}
