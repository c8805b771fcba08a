// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

/** Renders events when they are asked for; one source can stand for many events. Thread-safe. */
@FunctionalInterface
interface EventSource {

    /** Appends the JSON of the event at this index of the log (0 = the first). */
    void appendTo(Utf8Text out, long index);

    /** What the event at this index tells of; null if it was given as text. */
    default Activity activity(long index) {
        return null;
    }

    /** One activity. */
    static EventSource of(Activity activity) {
        return new EventSource() {

            @Override
            public void appendTo(Utf8Text out, long index) {
                EventRenderer.append(out, index, activity);
            }

            @Override
            public Activity activity(long index) {
                return activity;
            }
        };
    }
}
