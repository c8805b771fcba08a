// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

/** A request or a wait was cut off from outside, since the subscription was suspended or ended: not an error. */
public final class CancelledException extends RuntimeException {

    public CancelledException() {
        super("Cancelled", null, false, false);
    }
}
