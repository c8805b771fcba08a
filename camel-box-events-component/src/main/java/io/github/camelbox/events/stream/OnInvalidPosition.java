// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import io.github.camelbox.events.box.StreamPositions;

/**
 * What to do when Box rejects the stream position.
 */
public enum OnInvalidPosition {

    /** Report it and keep trying at the longest delay; the operator decides. */
    fail(null),
    /** Report the gap and continue from everything that Box retains. */
    earliest(StreamPositions.EARLIEST),
    /** Report the gap and continue from what happens now. */
    now(StreamPositions.NOW);

    private final String position;

    OnInvalidPosition(String position) {
        this.position = position;
    }

    /** Where to continue; null for nowhere. */
    public String position() {
        return position;
    }
}
