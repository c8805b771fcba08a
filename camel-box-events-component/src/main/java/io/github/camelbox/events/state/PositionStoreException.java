// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

/**
 * A position, or the id of an event, could not be read or stored. The message is one line that says where and what to do.
 */
public class PositionStoreException extends Exception {

    public PositionStoreException(String message) {
        super(message);
    }

    public PositionStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
