// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelbox.events.sandbox.Call.EVENTS;
import static io.github.camelbox.events.sandbox.Call.LONG_POLL;
import static io.github.camelbox.events.sandbox.Call.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Calls that are answered at once, for ever, and in vain do not turn into thousands of requests a second. The time that so
 * many requests take is compared with the least that the delays allow; a slow machine only adds to it.
 */
@Timeout(60)
class NoSpinTest extends BoxEventsTestSupport {

    private static final long FIRST_DELAY = 20;
    private static final long LONGEST_DELAY = 80;

    private Instant start;

    static Stream<Arguments> failures() {
        List<Arguments> failures = new ArrayList<>();
        for (List<Call> calls : List.of(List.of(OPTIONS), List.of(LONG_POLL), List.of(EVENTS, OPTIONS, LONG_POLL))) {
            failures.add(arguments(calls, "reset", Fault.reset()));
            failures.add(arguments(calls, "end of stream", Fault.closed()));
            failures.add(arguments(calls, "truncated JSON", Fault.truncatedJson()));
            failures.add(arguments(calls, "an empty body", Fault.status(200)));
            failures.add(arguments(calls, "a login page", Fault.body("text/html", "<html>Sign in</html>")));
            failures.add(arguments(calls, "a redirect", Fault.status(302).header("Location", "/2.0/events")));
            failures.add(arguments(calls, "401", Fault.unauthorized()));
            failures.add(arguments(calls, "403", Fault.status(403)));
            failures.add(arguments(calls, "500", Fault.status(500)));
            failures.add(arguments(calls, "429 with Retry-After: 0", Fault.rateLimited("0")));
            failures.add(arguments(calls, "429 with a Retry-After that is over",
                    Fault.rateLimited("Sun, 06 Nov 1994 08:49:37 GMT")));
        }
        return failures.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failures")
    void callsThatFailAtOnceKeepToTheRetryPolicy(List<Call> calls, String name, Fault fault) throws Exception {
        calls.forEach(call -> box.always(call, fault));
        start(0, FIRST_DELAY, LONGEST_DELAY);

        // A 401 is asked once more at once.
        int requestsPerAttempt = fault.toString().contains("401") && calls.get(0) != LONG_POLL ? 2 : 1;
        List<SandboxRequest> requests = first(6 * requestsPerAttempt, calls.get(0));

        // Half of 20, 40, 80, 80 and 80 ms at the least.
        assertThat(span(requests)).isGreaterThan(Duration.ofMillis(145));
    }

    @ParameterizedTest
    @ValueSource(strings = { "reconnect", "max_retries", "new_change", "new_message" })
    void pollsThatEndAtOnceComeSlowerAndSlower(String message) throws Exception {
        box.always(LONG_POLL, Fault.message(message));
        start(0, FIRST_DELAY, LONGEST_DELAY);

        List<SandboxRequest> polls = first(6, LONG_POLL);

        // Pauses of 50, 100, 200 and 400 ms.
        assertThat(span(polls)).isGreaterThan(Duration.ofMillis(740));
        assertThat(box.requests().indexOf(polls.get(5))).isLessThan(3 * 7 + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = { 401, 500 })
    void aStormOfFailuresStaysWithinTheBudget(int status) throws Exception {
        box.always(EVENTS, Fault.status(status));
        start(60, 1, 1);

        aQuarterAtOnceAndTheRestEvenly();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aStormOfEventsStaysWithinTheBudget(boolean inOnePollEach) throws Exception {
        box.pageLimit(1).backlog(60);
        if (inOnePollEach) {
            box.always(LONG_POLL, Fault.message("new_change"));
        }
        start(60, 1, 1);

        aQuarterAtOnceAndTheRestEvenly();
    }

    // 60 a minute are 15 at once and 45 in the course of the minute: the 17th comes after 2.6 s at the earliest. (The 16th
    // may come early, when it asks once more after a 401.)
    private void aQuarterAtOnceAndTheRestEvenly() {
        await().until(() -> box.requests().size() >= 17);
        assertThat(Duration.between(start, box.requests().get(16).at())).isGreaterThan(Duration.ofMillis(2600));
    }

    private void start(int maxRequestsPerMinute, long retryInitialDelay, long retryMaxDelay) throws Exception {
        BoxEventsConfiguration options = component.getConfiguration();
        options.setMaxRequestsPerMinute(maxRequestsPerMinute);
        options.setRetryInitialDelay(retryInitialDelay);
        options.setRetryMaxDelay(retryMaxDelay);
        route("box-events:all?streamPosition=0", receive());
        start = Instant.now();
        context.start();
    }

    private List<SandboxRequest> first(int count, Call call) {
        await().until(() -> box.count(call) >= count);
        return box.requests(call).subList(0, count);
    }

    private static Duration span(List<SandboxRequest> requests) {
        Instant first = requests.get(0).at();
        return Duration.between(first, requests.get(requests.size() - 1).at());
    }
}
