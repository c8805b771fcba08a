// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bookkeeping between completed events and the stored position. */
class CommitLogTest {

    private final Gate gate = new Gate();
    private final UserBean direct = new UserBean("the test", Runnable::run, Duration.ofSeconds(5));
    private final Store store = new Store();
    private CommitLog log = new CommitLog(null);
    private CommitWriter writer = writer(DuplicateFilter.window(100));

    private CommitWriter writer(DuplicateFilter delivered) {
        return new CommitWriter(log, delivered, new BoundedStore(store, direct, gate), null, text -> {
        }, gate);
    }

    @Test
    void thePositionIsStoredWhenTheLastEventOfThePageIsDone() {
        CommitLog.Page page = begin("1", "a", "b");

        end(page, "a");
        assertThat(store.saved).isEmpty();
        end(page, "b");
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void aPageOfWhichNotAllIsHandedOutIsNotDone() {
        CommitLog.Page page = log.open("1");
        page.begin("a");
        end(page, "a");
        assertThat(store.saved).isEmpty();

        page.complete();
        writer.tryFlush();
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void anEmptyPageMovesThePosition() {
        log.open("1").complete();
        writer.tryFlush();

        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void anEmptyPageDoesNotPassAnUnfinishedOne() {
        CommitLog.Page first = begin("1", "a");
        log.open("2").complete();
        writer.tryFlush();
        assertThat(store.saved).isEmpty();

        end(first, "a");
        assertThat(store.saved).containsExactly("2");
    }

    @Test
    void pagesThatEndOutOfOrderAreStoredInOrder() {
        CommitLog.Page first = begin("1", "a");
        CommitLog.Page second = begin("2", "b");
        CommitLog.Page third = begin("3", "c");
        CommitLog.Page fourth = begin("4", "d");

        end(third, "c");
        assertThat(store.saved).isEmpty();
        end(first, "a");
        assertThat(store.saved).containsExactly("1");
        end(second, "b");
        assertThat(store.saved).containsExactly("1", "3");
        end(fourth, "d");
        assertThat(store.saved).containsExactly("1", "3", "4");
    }

    @Test
    void aPageBetweenTwoThatAreDoneMakesThemOne() {
        List<CommitLog.Page> pages = IntStream.rangeClosed(0, 4).mapToObj(i -> begin(String.valueOf(i), "e" + i)).toList();

        for (int i : new int[] { 1, 3, 2, 4 }) {
            end(pages.get(i), "e" + i);
        }
        assertThat(log.openPages()).isEqualTo(2);
        end(pages.get(0), "e0");

        assertThat(store.saved).containsExactly("4");
        assertThat(log.openPages()).isZero();
        assertThat(log.isDone()).isTrue();
    }

    @Test
    void oneStuckEventDoesNotKeepAPageForEachPageBehindIt() {
        begin("0", "stuck");
        for (int i = 1; i <= 100_000; i++) {
            end(begin(String.valueOf(i), "e" + i), "e" + i);
        }

        assertThat(log.openPages()).isEqualTo(2);
        assertThat(store.saved).isEmpty();
    }

    @Test
    void withLanesTheIdOfADoneEventIsKeptUntilThePositionPassesIt() {
        log = new CommitLog(null, Set.of());
        writer = writer(DuplicateFilter.window(0));
        CommitLog.Page first = begin("1", "stuck");
        end(begin("2", "a"), "a");
        end(begin("3", "b"), "b");
        CommitLog.Page fourth = begin("4", "c", "skipped");
        fourth.end("skipped", false);
        end(fourth, "c");

        assertThat(log.isInFlight("a")).isTrue();
        assertThat(log.isInFlight("skipped")).isFalse();
        assertThat(log.taken()).isEqualTo(5);
        assertThat(writer.held()).isEqualTo(new HeldPosition(null, null, Set.of("a", "b", "c")));
        end(first, "stuck");
        assertThat(log.taken()).isZero();
        assertThat(List.of("stuck", "a", "b", "c")).noneMatch(log::isInFlight);
        assertThat(writer.held()).isNull();
    }

    @Test
    void whatAnEarlierSubscriptionHasDoneIsKeptUntilThePositionPassesItsRepeat() {
        log = new CommitLog(null, Set.of("a", "later"));
        writer = writer(DuplicateFilter.window(0));
        CommitLog.Page first = begin("1", "stuck");
        CommitLog.Page second = log.open("2");
        assertThat(log.isInFlight("a")).isTrue();
        second.drop("a");
        second.complete();

        assertThat(log.taken()).isEqualTo(2);
        assertThat(writer.held()).isEqualTo(new HeldPosition(null, null, Set.of("a", "later")));
        end(first, "stuck");
        assertThat(log.taken()).isZero();
        assertThat(log.isInFlight("a")).isFalse();
        assertThat(log.isInFlight("later")).isTrue();
    }

    @Test
    void aSkippedEventIsDoneButNotDelivered() throws Exception {
        DuplicateFilter delivered = DuplicateFilter.window(100);
        CommitWriter withFilter = writer(delivered);
        CommitLog.Page page = begin("1", "a");
        page.end("a", false);
        withFilter.flush();

        assertThat(store.saved).containsExactly("1");
        assertThat(log.isInFlight("a")).isFalse();
        assertThat(delivered.contains("a")).isFalse();
    }

    @Test
    void anEventInFlightIsKnown() {
        begin("1", "a");

        assertThat(log.isInFlight("a")).isTrue();
        assertThat(log.isInFlight("b")).isFalse();
    }

    @Test
    void eventsWithoutAnIdAreAllWaitedFor() {
        CommitLog.Page page = log.open("1");
        page.begin(null);
        page.begin(null);
        page.complete();

        end(page, null);
        assertThat(store.saved).isEmpty();
        end(page, null);
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void aFailureIsKeptForTheThreadThatRunsTheStream() throws Exception {
        store.broken = true;
        CommitLog.Page page = begin("1", "a");
        page.end("a", true);
        assertThat(writer.tryFlush()).isFalse();

        assertThatThrownBy(writer::flush).isInstanceOf(PositionStoreException.class).hasMessage("broken");
        assertThatThrownBy(writer::flush).isInstanceOf(PositionStoreException.class).hasMessage("broken");
        store.broken = false;
        writer.flush();

        assertThat(store.saved).containsExactly("1");
        writer.flush();
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void afterAFailureTheNewestPositionIsStored() throws Exception {
        CommitLog.Page first = begin("1", "a");
        CommitLog.Page second = begin("2", "b");
        store.broken = true;
        first.end("a", true);
        assertThatThrownBy(writer::flush).hasMessage("broken");
        second.end("b", true);
        store.broken = false;

        writer.flush();

        assertThat(store.saved).containsExactly("2");
    }

    @Test
    void anIdThatCannotBeRememberedIsKeptUntilItCan() throws Exception {
        Repository repository = new Repository();
        repository.start();
        CommitWriter withRepository = writer(DuplicateFilter.repository(repository, "u:", direct, gate));
        CommitLog.Page page = begin("1", "a");
        repository.broken = true;
        page.end("a", true);

        assertThatThrownBy(withRepository::flush).isInstanceOf(PositionStoreException.class).hasMessageContaining("broken");
        assertThat(repository.contains("u:a")).isFalse();
        assertThat(store.saved).isEmpty();
        repository.broken = false;
        assertThat(log.isInFlight("a")).isTrue();
        withRepository.flush();

        assertThat(repository.contains("u:a")).isTrue();
        assertThat(log.isInFlight("a")).isFalse();
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void afterTheEndNothingIsStored() throws Exception {
        CommitLog.Page page = begin("1", "a");
        gate.end();

        end(page, "a");
        writer.flush();

        assertThat(store.saved).isEmpty();
        assertThat(writer.held()).isEqualTo(new HeldPosition(null, "1", Set.of()));
    }

    /** A page that has been handed out whole. */
    private CommitLog.Page begin(String nextPosition, String... ids) {
        CommitLog.Page page = log.open(nextPosition);
        for (String id : ids) {
            page.begin(id);
        }
        page.complete();
        return page;
    }

    private void end(CommitLog.Page page, String id) {
        page.end(id, true);
        writer.tryFlush();
    }

    private static final class Store implements PositionStore {

        private final List<String> saved = new ArrayList<>();
        private boolean broken;

        @Override
        public String read() {
            return saved.isEmpty() ? null : saved.get(saved.size() - 1);
        }

        @Override
        public boolean replace(String expected, String next) throws PositionStoreException {
            if (broken) {
                throw new PositionStoreException("broken");
            }
            assertThat(expected).isEqualTo(read());
            return saved.add(next);
        }

        @Override
        public String describe() {
            return "the test";
        }
    }

    private static final class Repository extends MemoryIdempotentRepository {

        private boolean broken;

        @Override
        public boolean add(String key) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return super.add(key);
        }
    }
}
