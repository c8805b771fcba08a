// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

/**
 * What happens to an event whose Exchange the route could not process.
 */
public enum OnFailure {

    /** It is delivered again after the delays of the retry policy. */
    retry,
    /** It is reported, and the stream continues after it. */
    skip,
    /** It is reported, and the route is stopped; the position stays before it. */
    stop
}
