// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The HTTP client neither retries nor follows redirects by itself, so that the retry policy is the only one. */
class OneRequestPerAttemptTest extends BoxEventsTestSupport {

    static Stream<Arguments> failures() {
        List<Arguments> failures = new ArrayList<>();
        for (Call call : EnumSet.range(Call.OPTIONS, Call.TOKEN)) {
            failures.add(arguments(call, "429", Fault.rateLimited(null)));
            failures.add(arguments(call, "503", Fault.status(503)));
            failures.add(arguments(call, "reset", Fault.reset()));
            failures.add(arguments(call, "end of stream", Fault.closed()));
            failures.add(arguments(call, "redirect", Fault.status(302).header("Location", "/2.0/events?redirected=true")));
        }
        return failures.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failures")
    @Timeout(60)
    void maxRetriesIsTheNumberOfRequestsAfterTheFirst(Call call, String name, Fault fault) throws Exception {
        useClientCredentials();
        box.always(call, fault);
        route("box-events:all?streamPosition=0&maxRetries=2", receive());
        context.start();

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);

        assertThat(box.count(call)).isEqualTo(3);
        assertThat(box.requests()).noneMatch(request -> request.query("redirected") != null);
    }
}
