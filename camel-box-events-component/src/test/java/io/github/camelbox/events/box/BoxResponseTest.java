// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BoxResponseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "3|3", "1.53|2", "0|0", " 7 |7", "-1|", "soon|", "NaN|",
            "Sat, 28 Nov 2026 10:00:30 GMT|30", "Sat, 28 Nov 2026 09:00:00 GMT|0" })
    void retryAfterIsSecondsOrADate(String header, Integer seconds) {
        BoxResponse response = new BoxResponse(429, "", null, header, null, new byte[0]);
        assertThat(response.retryAfterDelay(Instant.parse("2026-11-28T10:00:00Z")))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"message\":\"Invalid stream position\"}|true",
            "{\"message\":\"nextStreamPosition value is malformed\"}|true",
            "{\"message\":\"Bad Request\",\"context_info\":{\"errors\":[{\"name\":\"stream_position\"}]}}|true",
            "{\"message\":\"Bad Request\",\"context_info\":{\"errors\":[{\"message\":\"bad stream position\"}]}}|true",
            "{\"message\":\"Bad stream position?\",\"context_info\":{\"errors\":[{\"name\":\"created_after\"}]}}|false",
            "{\"message\":\"Bad Request\"}|false", "<p>STREAM-POSITION</p>|true", "|false" })
    void theNamedParametersDecideWhetherThePositionIsInvalid(String body, boolean invalid) {
        BoxResponse response = new BoxResponse(400, "", null, null, null, body == null ? new byte[0] : body.getBytes());
        assertThat(response.asError(Operation.FETCH, "", text -> text).isInvalidPosition()).isEqualTo(invalid);
    }
}
