// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

/**
 * What to do with an event whose Exchange the route could not handle.
 */
public enum OnFailure {

    /** Hand the same event to the route again, after the delays of the retry policy; later events wait. */
    retry,
    /** Report it and go on with the next event; the position moves past it. */
    skip,
    /** Report it and stop the consumer; the position stays before it. */
    stop
}
