// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import io.github.camelbox.events.box.StreamSettings;

/**
 * What to do when Box rejects the stream position.
 */
public enum OnInvalidPosition {

    /** Report it and keep trying at the longest delay; a person decides. */
    fail(null),
    /** Report the gap and go on from everything that Box retains. */
    earliest(StreamSettings.EARLIEST),
    /** Report the gap and go on from what happens now. */
    now(StreamSettings.NOW);

    private final String position;

    OnInvalidPosition(String position) {
        this.position = position;
    }

    /** Where to go on; null for nowhere. */
    String position() {
        return position;
    }
}
