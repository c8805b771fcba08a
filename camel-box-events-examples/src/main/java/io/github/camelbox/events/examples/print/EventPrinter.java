// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.print;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.BoxEventsConstants;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Prints a line for each event, and counts them. For a consumer that keeps the order ({@code maxInFlight=1}, the default).
 */
public class EventPrinter implements Processor {

    private static final String COLUMNS = "%4s  %-19s  %-18s  %-24s  %-24s  %s";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void process(Exchange exchange) {
        Message event = exchange.getMessage();
        int number = count.incrementAndGet();
        if (number == 1) {
            System.out.println(COLUMNS.formatted("#", "time", "event", "item", "user", "position after it"));
        }
        System.out.println(COLUMNS.formatted(
                number,
                time(event.getHeader(BoxEventsConstants.MESSAGE_TIMESTAMP, Long.class)),
                text(event, BoxEventsConstants.EVENT_TYPE),
                text(event, BoxEventsConstants.SOURCE_NAME),
                text(event, BoxEventsConstants.CREATED_BY_LOGIN),
                text(event, BoxEventsConstants.NEXT_STREAM_POSITION)));
    }

    public int count() {
        return count.get();
    }

    private static String time(Long millis) {
        return millis == null ? "-" : TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }

    // A header whose field Box did not send is absent: some events have no item, or no user.
    private static String text(Message event, String header) {
        return event.getHeader(header, "-", String.class);
    }
}
