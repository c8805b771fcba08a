// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

/** Told, by any thread, that a stream has ended by itself. */
public interface OnEnd {

    /** Called once; the failure is null if a bounded history is complete. */
    void ended(Throwable failure);
}
