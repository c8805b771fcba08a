// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ExceptionHandler of consumers for which the user sets no other: a line at WARN, for the messages say what is wrong and
 * what to do; the stack trace at DEBUG.
 */
final class OneLineExceptionHandler implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OneLineExceptionHandler.class);

    @Override
    public void handleException(Throwable exception) {
        handleException(String.valueOf(exception), null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        LOG.warn(message);
        LOG.debug("The failure in full", exception);
    }
}
