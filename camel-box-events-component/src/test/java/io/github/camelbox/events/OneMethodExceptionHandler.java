// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import org.apache.camel.spi.ExceptionHandler;

/** An ExceptionHandler of which one method is left to write; message and Exchange may be null. */
interface OneMethodExceptionHandler extends ExceptionHandler {

    @Override
    default void handleException(Throwable exception) {
        handleException(null, null, exception);
    }

    @Override
    default void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }
}
