// SPDX-License-Identifier: Apache-2.0
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
