// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Rfc3339Test {

    @ParameterizedTest
    @ValueSource(strings = {
            "2026-03-04T05:06:07-08:00", "2026-12-31T23:59:59+05:30", "2024-02-29T00:00:00+00:00", "0001-01-01T00:00:00-00:00",
            "2026-03-04T05:06:07Z", "2026-03-04T05:06:07.123456789-08:00", "2026-03-04T05:06-08:00",
            "2026-03-04T05:06:07.1234Z",
            "2026-03-04T05:06:07-00:30", "+12026-03-04T05:06:07-08:00" })
    void readsWhatTheJdkReads(String text) {
        assertThat(Rfc3339.parse(text)).isEqualTo(OffsetDateTime.parse(text))
                .hasToString(OffsetDateTime.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "yesterday", "2026-02-30T05:06:07-08:00", "2026-13-04T05:06:07-08:00", "2026-03-04T24:06:07-08:00",
            "2026-03-04T05:06:07-19:00", "2026-03-04T05:06:07+0800", "2026-03-04 05:06:07-08:00", "2026-03-0٤T05:06:07-08:00",
            "2026-03-04T05:60:07-08:00", "2026-03-04T05:06:07~08:00", "2026-03-04T05:06:07-08:60" })
    void refusesWhatTheJdkRefuses(String text) {
        assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void everySecondDigitCounts() {
        assertThat(Rfc3339.parse("1987-06-15T14:23:56+09:45")).isEqualTo(OffsetDateTime.parse("1987-06-15T14:23:56+09:45"));
    }
}
