// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.processor.state.FileStateRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a route starts and resumes, with each place that keeps the position; and what happens when that place fails. */
class PositionStoreTest extends BoxEventsTestSupport {

    @TempDir
    Path directory;

    @BeforeEach
    void onePositionForEachEvent() {
        // The context stops what it has started, and that empties it.
        positions.start();
        box.pageLimit(1);
    }

    @Test
    void thePositionIsKeptInARepository() throws Exception {
        publish("a", "b");
        startWithRepository("");
        awaitStored(2);

        startOver();
        publish("c");
        startWithRepository("");

        await().until(() -> received.contains("c"));
        assertThat(received).containsExactly("a", "b", "c");
    }

    @Test
    void theDefaultKeyIsMadeOfServerStreamTypeAndUser() throws Exception {
        publish("a");
        startWithRepository("");
        awaitStored(1);
        startOver();
        startWithRepository("&asUser=77");
        await().until(() -> positions.stored().size() == 2);

        assertThat(positions.getState(positionKey("all"))).isEqualTo(box.positionAfter(1));
        assertThat(positions.getState(positionKey("all") + "/77")).isEqualTo(box.positionAfter(1));
        assertThat(received).containsExactly("a", "a");
    }

    @Test
    void positionKeyIsTheKey() throws Exception {
        positions.setState("mine", box.position());
        publish("a");
        startWithRepository("&positionKey=mine");

        await().until(() -> box.positionAfter(1).equals(positions.getState("mine")));
        assertThat(positions.getState(positionKey("all"))).isNull();
    }

    @Test
    void positionKeyIsAlsoInTheFile() throws Exception {
        Path file = directory.resolve("box.position");
        route("box-events:all?positionFile=" + file + "&positionKey=mine", receive());
        context.start();
        awaitWaiting();

        assertThat(file).hasContent("{\"key\":\"mine\",\"position\":\"" + box.position() + "\"}\n");
    }

    @Test
    void aFileRepositoryIsStartedAndStoppedByTheContext() throws Exception {
        File file = directory.resolve("states").toFile();
        for (int run = 0; run < 2; run++) {
            FileStateRepository repository = FileStateRepository.fileStateRepository(file);
            context.getRegistry().bind("repository", repository);
            publish("event-" + run);
            route("box-events:all?streamPosition=0&positionRepository=#repository", receive());
            context.start();
            assertThat(repository.getStatus()).isEqualTo(ServiceStatus.Started);
            awaitWaiting();
            context.getRouteController().stopRoute("box");
            context.removeRoute("box");
            assertThat(repository.getStatus()).isEqualTo(ServiceStatus.Started);
            startOver();
            assertThat(repository.getStatus()).isEqualTo(ServiceStatus.Stopped);
        }

        assertThat(received).containsExactly("event-0", "event-1");
    }

    @Test
    void aRepositoryThatWasStartedElsewhereIsNotStopped() throws Exception {
        FileStateRepository repository = FileStateRepository.fileStateRepository(directory.resolve("states").toFile());
        repository.start();
        context.getRegistry().bind("repository", repository);
        route("box-events:all?positionRepository=#repository", receive());
        context.start();
        awaitWaiting();

        context.stop();

        assertThat(repository.getStatus()).isEqualTo(ServiceStatus.Started);
        assertThat(repository.getState(positionKey("all"))).isEqualTo(box.position());
        repository.stop();
    }

    @Test
    void theStoredPositionWinsOverStreamPosition() throws Exception {
        publish("a", "b", "c");
        positions.setState(positionKey("all"), box.positionAfter(2));
        startWithRepository("");
        awaitWaiting();

        assertThat(received).containsExactly("c");
        assertThat(askedPositions()).startsWith(box.positionAfter(2));
    }

    @Test
    void streamPositionZeroIsEverythingThatBoxRetains() throws Exception {
        publish("a", "b");
        route("box-events:all?streamPosition=0", receive());
        context.start();
        awaitWaiting();

        assertThat(received).containsExactly("a", "b");
        assertThat(askedPositions()).startsWith("0", box.positionAfter(1));
    }

    @Test
    void anExplicitStreamPositionIsWhereItBegins() throws Exception {
        publish("a", "b", "c");
        route("box-events:all?streamPosition=" + box.positionAfter(1), receive());
        context.start();
        awaitWaiting();

        assertThat(received).containsExactly("b", "c");
    }

    @Test
    void streamPositionNowIsOnlyWhatComesLater() throws Exception {
        publish("a");
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        publish("b");

        await().until(() -> received.contains("b"));
        assertThat(received).containsExactly("b");
    }

    @Test
    void positionsThatAreTextInTheJsonAreKeptAlike() throws Exception {
        Path file = directory.resolve("box.position");
        box.positionsAsText(true);
        publish("a", "b");
        route("box-events:all?streamPosition=0&positionFile=" + file, receive());
        context.start();
        awaitWaiting();

        assertThat(storedPosition(file)).isEqualTo(box.positionAfter(2));
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void anUnreadablePositionFileFailsTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("box.position"), "garbage");
        route("box-events:all?positionFile=" + file, receive());

        assertThatThrownBy(() -> context.start()).hasStackTraceContaining("The position file " + file + " is unreadable");
        assertThat(box.requests()).isEmpty();
    }

    @Test
    void thePositionFileOfAnotherEndpointFailsTheStart() throws Exception {
        Path file = directory.resolve("box.position");
        route("box-events:changes?positionFile=" + file, receive());
        context.start();
        awaitWaiting();
        startOver();
        route("box-events:all?positionFile=" + file, receive());

        assertThatThrownBy(() -> context.start())
                .hasStackTraceContaining("belongs to '" + positionKey("changes") + "', not to '" + positionKey("all") + "'");
    }

    @Test
    void noFurtherEventIsHandedOutWhileThePositionFileCannotBeWritten() throws Exception {
        Path file = directory.resolve("box.position");
        Path newFile = directory.resolve("box.position.new");
        route("box-events:all?exceptionHandler=#reports&positionFile=" + file, receive());
        context.start();
        awaitWaiting();
        // A directory in the place of the file stops even the administrator; each attempt leaves the new file behind.
        Files.delete(file);
        Files.createDirectories(file.resolve("occupied"));

        publish("a", "b", "c");
        await().until(() -> consumer().getStreamState().equals("backing off"));
        long requests = box.count(Call.EVENTS);
        for (int attempt = 0; attempt < 5; attempt++) {
            Files.deleteIfExists(newFile);
            await().until(() -> Files.exists(newFile));
        }
        assertThat(received).containsExactly("a");
        assertThat(box.count(Call.EVENTS)).isEqualTo(requests);
        assertThat(reports.all()).singleElement().satisfies(report -> assertThat(report.message())
                .contains("Cannot write the position file " + file, "until it works").doesNotContain("\n"));

        Files.delete(file.resolve("occupied"));
        Files.delete(file);
        await().until(() -> received.contains("c"));
        awaitWaiting();
        assertThat(received).containsExactly("a", "b", "c");
        assertThat(storedPosition(file)).isEqualTo(box.position());
        assertThat(reports.all()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void noFurtherEventIsHandedOutWhileTheRepositoryStoresNothing(Throwable failure) throws Exception {
        startWithRepository("&exceptionHandler=#reports");
        awaitWaiting();
        positions.breakWith(() -> failure);
        publish("a", "b");

        await().until(() -> positions.refused() >= 5);
        assertThat(received).containsExactly("a");
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.message()).contains("Positions", failure.getMessage()));
        positions.mend();

        await().until(() -> box.position().equals(positions.getState(positionKey("all"))));
        assertThat(received).containsExactly("a", "b");
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("no connection"), new NoClassDefFoundError("Driver"));
    }

    @Test
    void whatCouldNotBeStoredBeforeAStopIsDeliveredAgain() throws Exception {
        startWithRepository("");
        awaitWaiting();
        positions.breakWith(() -> new IllegalStateException("no connection"));
        publish("a", "b");
        await().until(() -> positions.refused() >= 2);

        startOver();
        positions.mend();
        startWithRepository("");

        await().until(() -> received.contains("b"));
        assertThat(received).containsExactly("a", "a", "b");
    }

    @Test
    void maxRetriesStopsTheRouteIfThePositionCannotBeStored() throws Exception {
        startWithRepository("&maxRetries=2&exceptionHandler=#reports");
        awaitWaiting();
        positions.breakWith(() -> new IllegalStateException("no connection"));
        publish("a", "b");

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
        assertThat(received).containsExactly("a");
        assertThat(reports.all()).last()
                .satisfies(report -> assertThat(report.message()).contains("no connection", "maxRetries"));
    }

    private void startWithRepository(String options) throws Exception {
        context.getRegistry().bind("positions", positions);
        route("box-events:all?streamPosition=0&positionRepository=#positions" + options, receive());
        context.start();
    }

    private List<String> askedPositions() {
        return box.requests(Call.EVENTS).stream().map(request -> request.query("stream_position")).toList();
    }
}
