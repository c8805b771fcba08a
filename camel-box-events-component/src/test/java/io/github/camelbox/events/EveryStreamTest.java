// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The promises that do not depend on the stream, kept on each of the five. */
@Timeout(60)
class EveryStreamTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private String uri(StreamType stream, String options) {
        return "box-events:" + stream + "?streamPosition=0&positionFile=" + directory.resolve("box.position")
                + (!stream.hasLongPoll() ? "&pollInterval=20&maxRequestsPerMinute=0" : "") + options;
    }

    private List<String> uploads(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(box.account().upload("file-" + i + ".txt"));
        }
        return ids;
    }

    private void awaitRest() {
        await().until(
                () -> consumer().getStreamState().equals("waiting") && box.position().equals(consumer().getStreamPosition()));
    }

    @ParameterizedTest
    @EnumSource
    void everyEventArrivesOnceAndInOrderHoweverBoxRepeatsAndCutsItsPages(StreamType stream) throws Exception {
        box.overlap(3).repeatWithinPage(true).pageLimit(4);
        List<String> ids = uploads(15);
        route(uri(stream, ""), receive());
        context.start();
        await().until(() -> received.size() >= 15);
        ids.addAll(uploads(5));

        await().until(() -> received.size() >= 20);
        awaitRest();
        assertThat(received).isEqualTo(ids);
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatFailsComesAgainBeforeTheOthers(StreamType stream) throws Exception {
        List<String> ids = uploads(3);
        AtomicInteger failures = new AtomicInteger(2);
        route(uri(stream, "&exceptionHandler=#reports"), exchange -> {
            receive().process(exchange);
            if (received.get(received.size() - 1).equals(ids.get(1)) && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
        });
        context.start();

        await().until(() -> received.contains(ids.get(2)));
        assertThat(received).containsExactly(ids.get(0), ids.get(1), ids.get(1), ids.get(1), ids.get(2));
    }

    @ParameterizedTest
    @EnumSource
    void aRestartGoesOnFromTheStoredPosition(StreamType stream) throws Exception {
        List<String> ids = uploads(3);
        route(uri(stream, ""), receive());
        context.start();
        awaitRest();
        context.getRouteController().stopRoute("box");
        ids.addAll(uploads(2));
        context.getRouteController().startRoute("box");

        await().until(() -> received.size() >= 5);
        awaitRest();
        assertThat(received).isEqualTo(ids);
    }

    @ParameterizedTest
    @EnumSource
    void theStreamOutlivesFaultsAndTheHealthCheckShowsThem(StreamType stream) throws Exception {
        route(uri(stream, "&exceptionHandler=#reports"), receive());
        context.start();
        awaitRest();
        for (Fault fault : List.of(Fault.status(503), Fault.unauthorized(), Fault.reset(), Fault.truncatedJson(),
                Fault.rateLimited("1"), Fault.boxError(403, "forbidden", "Forbidden"))) {
            box.always(Call.EVENTS, fault);
            box.account().upload("meanwhile.txt");
            await().until(() -> health().getState() == HealthCheck.State.DOWN);
            box.clearFaults();
            await().until(() -> health().getState() == HealthCheck.State.UP);
            awaitRest();
        }
        assertThat(received).hasSize(6).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void eachRequestToTheApiIsMadeAsTheUser(StreamType stream) throws Exception {
        route(uri(stream, "&asUser=77"), receive());
        context.start();
        awaitRest();

        assertThat(box.requests()).filteredOn(request -> request.call() != Call.LONG_POLL)
                .isNotEmpty().allSatisfy(request -> assertThat(request.header("as-user")).isEqualTo("77"));
    }

    @ParameterizedTest
    @EnumSource
    void aStormStaysWithinTheBudget(StreamType stream) throws Exception {
        box.pageLimit(1);
        box.backlog(200);
        route("box-events:" + stream + "?streamPosition=0&maxRequestsPerMinute=40&pollInterval=1", receive());
        context.start();

        // A quarter at once; the rest flows in at one every two seconds.
        await().until(() -> received.size() >= 11);
        assertThat(box.requests().size()).isLessThan(20);
        assertThat(consumer().getCurrentError()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void stoppingDoesNotWaitForBox(StreamType stream) throws Exception {
        route(uri(stream, ""), receive());
        context.start();
        awaitRest();

        assertAtOnce(() -> context.getRouteController().stopRoute("box"));

        await().until(() -> box.openLongPolls() == 0);
        long requests = box.requests().size();
        uploads(1);
        assertThat(received).isEmpty();
        assertThat(box.requests()).hasSize((int) requests);
    }
}
