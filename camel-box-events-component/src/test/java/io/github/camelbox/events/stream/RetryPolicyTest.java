// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.BoxApiException.Kind;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

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
    void whatRetryingCannotFixWaitsLongest() {
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
    void durationsOfAnyLengthAreFine() {
        RetryPolicy endless
                = new RetryPolicy(Duration.ofMillis(Long.MAX_VALUE), Double.MAX_VALUE, Duration.ofMillis(Long.MAX_VALUE), -1);
        assertThat(endless.delay(1)).isGreaterThan(Duration.ofDays(10_000));
        assertThat(endless.delay(Integer.MAX_VALUE)).isGreaterThan(Duration.ofDays(10_000));
        assertThat(endless.delay(1, new BoxApiException("", 403, Kind.PERMANENT, null, null)))
                .isGreaterThan(Duration.ofDays(10_000));
    }

    @Test
    void isExhaustedAfterSoManyRetries() {
        assertThat(POLICY.isExhausted(3)).isFalse();
        assertThat(POLICY.isExhausted(4)).isTrue();
        assertThat(new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), -1).isExhausted(Integer.MAX_VALUE))
                .isFalse();
        assertThat(new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0).isExhausted(1)).isTrue();
    }
}
