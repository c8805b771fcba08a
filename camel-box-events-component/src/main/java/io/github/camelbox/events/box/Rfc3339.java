// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Times of RFC 3339. The JDK's parser takes longer than everything else that is done with an event, so that the form which Box
 * writes, {@code 2026-01-31T23:59:59-08:00}, is read here; any other one is left to the JDK.
 */
public final class Rfc3339 {

    private static final String FORM = "0000-00-00T00:00:00+00:00";

    private Rfc3339() {
    }

    /** Throws a {@link java.time.DateTimeException} if it is not a time. */
    public static OffsetDateTime parse(String text) {
        if (!isOfForm(text)) {
            return OffsetDateTime.parse(text);
        }
        int sign = text.charAt(19) == '-' ? -1 : 1;
        return OffsetDateTime.of(number(text, 0) * 100 + number(text, 2), number(text, 5), number(text, 8), number(text, 11),
                number(text, 14), number(text, 17), 0,
                ZoneOffset.ofHoursMinutes(sign * number(text, 20), sign * number(text, 23)));
    }

    private static boolean isOfForm(String text) {
        boolean fits = text.length() == FORM.length();
        for (int i = 0; fits && i < text.length(); i++) {
            char expected = FORM.charAt(i);
            char c = text.charAt(i);
            fits = expected == '0' ? c >= '0' && c <= '9' : c == expected || expected == '+' && c == '-';
        }
        return fits;
    }

    // Two digits.
    private static int number(String text, int index) {
        return (text.charAt(index) - '0') * 10 + text.charAt(index + 1) - '0';
    }
}
