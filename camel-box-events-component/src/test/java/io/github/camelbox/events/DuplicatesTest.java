// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Box repeats events: each is delivered once, as long as it is remembered. */
class DuplicatesTest extends BoxEventsTestSupport {

    @ParameterizedTest
    @ValueSource(ints = { 1, 4 })
    void eventsThatPagesRepeatAreDeliveredOnce(int maxInFlight) throws Exception {
        box.overlap(5).repeatWithinPage(true).pageLimit(3);
        box.backlog(30);
        route("box-events:all?streamPosition=0&maxInFlight=" + maxInFlight, receive());
        context.start();
        awaitWaiting();
        box.account().burst(20);

        await().until(() -> received.size() >= 50);
        awaitWaiting();
        assertThat(received).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void anEventIsNotRepeatedWhileItIsInTheRoute() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        box.overlap(2).repeatWithinPage(true).pageLimit(1);
        publish("a", "b", "c");
        route("box-events:all?streamPosition=0&maxInFlight=4", exchange -> {
            receive().process(exchange);
            if ("a".equals(exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID))) {
                release.await();
            }
        });
        context.start();

        awaitWaiting();
        awaitReceived("a", "b", "c");
        release.countDown();
        assertThat(received).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void anEventIsRememberedOnlyOnceItsExchangeSucceeded() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        context.getRegistry().bind("repository", repository);
        publish("a", "b");
        AtomicInteger attempts = new AtomicInteger();
        route("box-events:all?streamPosition=0&onFailure=skip&idempotentRepository=#repository", exchange -> {
            receive().process(exchange);
            seen.add(repository.getCache().keySet().toString());
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
            }
        });
        context.start();

        await().until(() -> repository.contains("b"));
        assertThat(received).containsExactly("a", "b");
        assertThat(seen).containsExactly("[]", "[]");
        assertThat(repository.contains("a")).isFalse();
    }

    @Test
    void withoutAWindowRepeatsAreDelivered() throws Exception {
        box.overlap(1).pageLimit(1);
        publish("a", "b", "c");
        route("box-events:all?streamPosition=0&duplicateWindow=0", receive());
        context.start();

        awaitWaiting();
        assertThat(received).containsExactly("a", "a", "b", "b", "c");
    }

    @Test
    void withoutAWindowRepeatsAreNotAskedForAgainAndAgain() throws Exception {
        box.overlap(3);
        publish("a", "b", "c");
        route("box-events:all?duplicateWindow=0", receive());
        context.start();
        awaitWaiting();
        long before = box.count(Call.EVENTS);

        for (int i = 0; i < 10; i++) {
            String id = "after-" + i;
            publish(id);
            await().until(() -> received.contains(id));
            awaitWaiting();
        }

        // For each the page that has it, and at most one that shows that there is no more.
        assertThat(box.count(Call.EVENTS) - before).isBetween(10L, 20L);
    }

    @Test
    void aSmallWindowForgetsTheOldest() throws Exception {
        box.overlap(3).pageLimit(1);
        publish("a", "b", "c", "d");
        route("box-events:all?streamPosition=0&duplicateWindow=2", receive());
        context.start();

        awaitWaiting();
        // The page of d repeats a, b and c, of which b and c were remembered; a pushed out b, and so on.
        assertThat(received).containsExactly("a", "b", "c", "a", "b", "c", "d");
    }

    @Test
    void aRepositoryThatWasStartedElsewhereOutlivesTheContext() throws Exception {
        // Stopping would empty it.
        IdempotentRepository repository = new MemoryIdempotentRepository();
        repository.start();
        survivesARestart(() -> repository);
    }

    @Test
    void aFileRepositorySurvivesARestart(@TempDir Path directory) throws Exception {
        survivesARestart(() -> FileIdempotentRepository.fileIdempotentRepository(directory.resolve("ids").toFile()));
    }

    // No position is stored, so that the second run asks for everything once more.
    private void survivesARestart(Supplier<IdempotentRepository> repository) throws Exception {
        publish("a", "b");
        for (int run = 0; run < 2; run++) {
            context.getRegistry().bind("repository", repository.get());
            route("box-events:all?streamPosition=0&idempotentRepository=#repository", receive());
            context.start();
            awaitWaiting();
            startOver();
            publish("after-" + run);
        }

        assertThat(received).containsExactly("a", "b", "after-0");
    }

    @Test
    void withoutARepositoryARestartDeliversEverythingAgain() throws Exception {
        publish("a", "b");
        for (int run = 0; run < 2; run++) {
            route("box-events:all?streamPosition=0", receive());
            context.start();
            awaitWaiting();
            startOver();
        }

        assertThat(received).containsExactly("a", "b", "a", "b");
    }

    @Test
    void whileTheRepositoryCannotBeAskedNoEventIsHandedOut() throws Exception {
        FaultyRepository repository = new FaultyRepository();
        repository.containsFails = () -> new IllegalStateException("no connection");
        startWith(repository, "");
        publish("a", "b", "c");

        await().until(() -> repository.refused.get() > 5);
        assertThat(received).isEmpty();
        assertThat(reports.all()).singleElement().satisfies(report -> assertThat(report.message())
                .contains("box-events:all [box]", "FaultyRepository", "no connection").doesNotContain("\n"));
        repository.containsFails = null;

        await().until(() -> received.contains("c"));
        assertThat(received).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void whileTheRepositoryRemembersNothingNoFurtherEventIsHandedOut(boolean error) throws Exception {
        FaultyRepository repository = new FaultyRepository();
        startWith(repository, "");
        repository.addFails = error ? () -> new NoClassDefFoundError("Driver") : () -> new IllegalStateException("disk full");
        publish("a", "b", "c");

        await().until(() -> repository.refused.get() > 5);
        assertThat(received).containsExactly("a");
        assertThat(reports.all()).singleElement()
                .satisfies(report -> assertThat(report.message()).contains(error ? "Driver" : "disk full"));
        repository.addFails = null;

        await().until(() -> received.contains("c"));
        assertThat(received).containsExactly("a", "b", "c");
        await().until(() -> repository.contains("c"));
        assertThat(repository.contains("a")).isTrue();
    }

    private void startWith(IdempotentRepository repository, String options) throws Exception {
        context.getRegistry().bind("repository", repository);
        route("box-events:all?idempotentRepository=#repository&exceptionHandler=#reports" + options, receive());
        context.start();
        awaitWaiting();
    }

    @Test
    void eventsWithoutAnIdAreAlwaysDelivered() throws Exception {
        String event = "{\"type\":\"event\",\"event_type\":\"WITHOUT_ID\"}";
        box.publish(event);
        box.publish(event);
        box.publish("{\"type\":\"event\",\"event_id\":null,\"event_type\":\"WITHOUT_ID\"}");
        publish("last");
        route("box-events:all?streamPosition=0", receive());
        context.start();

        await().until(() -> received.contains("last"));
        assertThat(received).containsExactly(null, null, null, "last");
        assertThat(box.count(Call.EVENTS)).isLessThan(10);
    }

    /** Works, but for the times when it is told not to. */
    private static final class FaultyRepository extends MemoryIdempotentRepository {

        private final AtomicInteger refused = new AtomicInteger();
        private volatile Supplier<? extends RuntimeException> containsFails;
        private volatile Supplier<? extends Throwable> addFails;

        @Override
        public boolean contains(String key) {
            Supplier<? extends RuntimeException> failure = containsFails;
            if (failure != null) {
                refused.incrementAndGet();
                throw failure.get();
            }
            return super.contains(key);
        }

        @Override
        public boolean add(String key) {
            Supplier<? extends Throwable> failure = addFails;
            if (failure != null) {
                refused.incrementAndGet();
                throw sneaky(failure.get());
            }
            return super.add(key);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
            throw (T) failure;
        }
    }
}
