// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.ArrayList;
import java.util.List;

import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bookkeeping between completed events and the stored position. */
class CommitLogTest {

    private final Store store = new Store();
    private final CommitLog log = new CommitLog(store, new DuplicateFilter(100, null));

    @Test
    void thePositionIsStoredWhenTheLastEventOfThePageIsDone() throws Exception {
        CommitLog.Page page = begin("1", "a", "b");

        page.end(event("a"), true);
        assertThat(store.saved).isEmpty();
        page.end(event("b"), true);
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void aPageOfWhichNotAllIsHandedOutIsNotDone() throws Exception {
        CommitLog.Page page = log.open("1");
        page.begin(event("a"));
        page.end(event("a"), true);
        assertThat(store.saved).isEmpty();

        page.complete();
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void anEmptyPageMovesThePosition() {
        log.open("1").complete();

        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void anEmptyPageDoesNotPassAnUnfinishedOne() throws Exception {
        CommitLog.Page first = begin("1", "a");
        log.open("2").complete();
        assertThat(store.saved).isEmpty();

        first.end(event("a"), true);
        assertThat(store.saved).containsExactly("2");
    }

    @Test
    void pagesThatEndOutOfOrderAreStoredInOrder() throws Exception {
        CommitLog.Page first = begin("1", "a");
        CommitLog.Page second = begin("2", "b");
        CommitLog.Page third = begin("3", "c");
        CommitLog.Page fourth = begin("4", "d");

        third.end(event("c"), true);
        assertThat(store.saved).isEmpty();
        first.end(event("a"), true);
        assertThat(store.saved).containsExactly("1");
        second.end(event("b"), true);
        assertThat(store.saved).containsExactly("1", "3");
        fourth.end(event("d"), true);
        assertThat(store.saved).containsExactly("1", "3", "4");
    }

    @Test
    void aSkippedEventIsDoneButNotDelivered() throws Exception {
        CommitLog.Page page = begin("1", "a");
        page.end(event("a"), false);

        assertThat(store.saved).containsExactly("1");
        assertThat(log.isNew(event("a"))).isTrue();
    }

    @Test
    void anEventInFlightIsNotHandedOutAgain() throws Exception {
        begin("1", "a");

        assertThat(log.isNew(event("a"))).isFalse();
        assertThat(log.open("2").begin(event("a"))).isFalse();
    }

    @Test
    void aRepeatIsNotWaitedFor() throws Exception {
        CommitLog.Page first = begin("1", "a");
        CommitLog.Page second = log.open("2");
        second.begin(event("a"));
        second.complete();

        first.end(event("a"), true);

        assertThat(store.saved).containsExactly("2");
    }

    @Test
    void eventsWithoutAnIdAreAllWaitedFor() throws Exception {
        BoxEvent nameless = BoxEvent.parse("{\"event_type\":\"X\"}");
        CommitLog.Page page = log.open("1");
        assertThat(page.begin(nameless)).isTrue();
        assertThat(page.begin(nameless)).isTrue();
        page.complete();

        page.end(nameless, true);
        assertThat(store.saved).isEmpty();
        page.end(nameless, true);
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void aFailureOfTheStoreIsKeptUntilItIsFlushed() throws Exception {
        store.broken = true;
        CommitLog.Page page = begin("1", "a");
        assertThatCode(() -> page.end(event("a"), true)).doesNotThrowAnyException();

        assertThatThrownBy(log::flush).isInstanceOf(PositionStoreException.class).hasMessage("broken");
        assertThatThrownBy(log::flush).isInstanceOf(PositionStoreException.class).hasMessage("broken");
        store.broken = false;
        log.flush();

        assertThat(store.saved).containsExactly("1");
        log.flush();
        assertThat(store.saved).containsExactly("1");
    }

    @Test
    void afterAFailureTheNewestPositionIsStored() throws Exception {
        CommitLog.Page first = begin("1", "a");
        CommitLog.Page second = begin("2", "b");
        store.broken = true;
        first.end(event("a"), true);
        second.end(event("b"), true);
        store.broken = false;

        log.flush();

        assertThat(store.saved).containsExactly("2");
    }

    @Test
    void anIdThatCannotBeRememberedIsKeptUntilItIsFlushed() throws Exception {
        Repository repository = new Repository();
        repository.start();
        CommitLog withRepository = new CommitLog(store, new DuplicateFilter(0, repository));
        CommitLog.Page page = withRepository.open("1");
        page.begin(event("a"));
        page.complete();
        repository.broken = true;
        page.end(event("a"), true);

        assertThatThrownBy(withRepository::flush).isInstanceOf(PositionStoreException.class).hasMessageContaining("broken");
        assertThat(repository.contains("a")).isFalse();
        repository.broken = false;
        assertThat(withRepository.isNew(event("a"))).isFalse();
        withRepository.flush();

        assertThat(repository.contains("a")).isTrue();
    }

    @Test
    void aClosedLogStoresNothing() throws Exception {
        CommitLog.Page page = begin("1", "a");
        log.close();

        page.end(event("a"), true);

        assertThat(store.saved).isEmpty();
    }

    @Test
    void aClosedLogDoesNotMakeUpForWhatFailed() throws Exception {
        CommitLog.Page page = begin("1", "a");
        store.broken = true;
        page.end(event("a"), true);
        store.broken = false;
        log.close();

        log.flush();

        assertThat(store.saved).isEmpty();
    }

    /** A page that has been handed out whole. */
    private CommitLog.Page begin(String nextPosition, String... ids) throws PositionStoreException {
        CommitLog.Page page = log.open(nextPosition);
        for (String id : ids) {
            assertThat(page.begin(event(id))).isTrue();
        }
        page.complete();
        return page;
    }

    private static BoxEvent event(String id) {
        return BoxEvent.parse("{\"event_id\":\"" + id + "\"}");
    }

    private static final class Store implements PositionStore {

        private final List<String> saved = new ArrayList<>();
        private boolean broken;

        @Override
        public String load() {
            return saved.isEmpty() ? null : saved.get(saved.size() - 1);
        }

        @Override
        public void save(String position) throws PositionStoreException {
            if (broken) {
                throw new PositionStoreException("broken");
            }
            saved.add(position);
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
