// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/**
 * Whether the {@code Authorization} header is sent to the real-time host. Box does not ask for it: the URL that it hands
 * out is a capability by itself.
 */
public enum RealtimeAuth {

    /** Not sent until that host has rejected a poll over https with 401 or 403; from then on sent to that host. */
    auto,
    /** Never sent. */
    never,
    /** Sent from the first long poll on. */
    always
}
