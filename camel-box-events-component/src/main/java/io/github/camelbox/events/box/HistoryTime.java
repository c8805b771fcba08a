// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A time that bounds a history, as a parameter of its requests. Immutable.
 *
 * @param text as the user wrote it
 */
public record HistoryTime(String text, Instant instant) {

    // A year is 365 days long here, less an hour for clocks that differ.
    private static final Duration RETAINED = Duration.ofDays(365).minusHours(1);

    /** Throws a {@link java.time.DateTimeException} if it is not a time; null for null. */
    public static HistoryTime parse(String value) {
        if (value == null) {
            return null;
        }
        // In a URI, a plus sign reads as a blank.
        String text = value.strip().replace(' ', '+');
        return new HistoryTime(text, OffsetDateTime.parse(text).toInstant());
    }

    /**
     * What to send now as the beginning. Box rejects a time of more than a year ago, which every time becomes one day: it is
     * only sent, and rejected, at the first request of a stream that has no position.
     */
    String asBeginning(boolean begins, Instant now) {
        Instant earliest = now.minus(RETAINED).truncatedTo(ChronoUnit.SECONDS);
        return begins || !instant.isBefore(earliest) ? text : earliest.toString();
    }
}
