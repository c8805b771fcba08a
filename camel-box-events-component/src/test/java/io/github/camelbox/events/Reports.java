// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;

/** An ExceptionHandler that keeps what it is told. Thread-safe. */
final class Reports implements OneMethodExceptionHandler {

    private final List<Report> all = new CopyOnWriteArrayList<>();

    /**
     * @param eventId of the Exchange; null if the report is not about one
     */
    record Report(String message, String eventId, Throwable failure) {
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        String id = exchange == null ? null : exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
        all.add(new Report(message, id, exception));
    }

    List<String> messages() {
        return all.stream().map(Report::message).toList();
    }

    List<Report> all() {
        return all;
    }
}
