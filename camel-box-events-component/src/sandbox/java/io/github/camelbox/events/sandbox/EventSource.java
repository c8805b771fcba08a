// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

/** Renders events when they are asked for; one source can stand for many events. Thread-safe. */
@FunctionalInterface
interface EventSource {

    /** Appends the JSON of the event at this index of the log (0 = the first). */
    void appendTo(Utf8Text out, long index);
}
