// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.time.Duration;
import java.time.Instant;

import io.github.camelbox.events.box.BoxApiException.Kind;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {

    private static final RetryPolicy POLICY = new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 3);

    @RepeatedTest(20)
    void delaysGrowUpToTheCapAndAreJittered() {
        assertThat(POLICY.delay(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(POLICY.delay(2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(POLICY.delay(6)).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(32));
        assertThat(POLICY.delay(7)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(POLICY.delay(100_000)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void theSameFailureIsNotAlwaysFollowedByTheSameDelay() {
        assertThat(POLICY.delay(5)).isNotEqualTo(POLICY.delay(5));
    }

    @Test
    void whatRetryingCannotCureWaitsLongest() {
        assertThat(POLICY.delay(1, new BoxApiException("", 403, Kind.PERMANENT, null, null)))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void retryAfterOverridesUpToAnHour() {
        assertThat(POLICY.delay(1, new BoxApiException("", 429, Kind.TRANSIENT, Duration.ofSeconds(90), null))).hasSeconds(90);
        assertThat(POLICY.delay(1, new BoxApiException("", 429, Kind.TRANSIENT, Duration.ofDays(9), null))).hasHours(1);
    }

    @Test
    void aRetryAfterOfNoTimeAtAllIsNoReasonToSpin() {
        assertThat(POLICY.delay(9, new BoxApiException("", 503, Kind.TRANSIENT, Duration.ZERO, null)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void isExhaustedAfterSoManyRetries() {
        assertThat(POLICY.isExhausted(3)).isFalse();
        assertThat(POLICY.isExhausted(4)).isTrue();
        assertThat(new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), -1).isExhausted(Integer.MAX_VALUE)).isFalse();
        assertThat(new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0).isExhausted(1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "3|3", "1.53|2", "0|0", " 7 |7", "-1|", "soon|", "NaN|",
            "Sat, 28 Nov 2026 10:00:30 GMT|30", "Sat, 28 Nov 2026 09:00:00 GMT|0" })
    void retryAfterIsSecondsOrADate(String header, Integer seconds) {
        BoxResponse answer = new BoxResponse(429, "", null, header, null, new byte[0]);
        assertThat(answer.retryAfterDelay(Instant.parse("2026-11-28T10:00:00Z")))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }
}
