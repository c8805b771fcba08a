// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Another consumer moves the stored position, and writes of which nobody knows whether they were done. */
class FencingTest {

    private final Gate gate = new Gate();
    private final Store store = new Store();
    private final List<String> foreign = new ArrayList<>();
    private final CommitLog log = new CommitLog(null);
    private final DuplicateFilter delivered = DuplicateFilter.window(100);
    private final CommitWriter writer = new CommitWriter(log, delivered,
            new BoundedStore(store, new UserBean("the test", Runnable::run, Duration.ofSeconds(5)), gate), null, foreign::add,
            gate);

    @Test
    void aWriteThatFailedButWasDoneIsNotTakenForAnothersAndNotRepeated() throws Exception {
        CommitLog.Page page = open("1", "a");
        failToStore(Failure.AFTER, page, "a");

        writer.flush();

        assertThat(store.history).containsExactly("1");
        assertThat(writer.isFlushed()).isTrue();
        assertThat(foreign).isEmpty();
    }

    @Test
    void aWriteThatFailedAndWasNotDoneIsRepeated() throws Exception {
        CommitLog.Page page = open("1", "a");
        failToStore(Failure.BEFORE, page, "a");

        writer.flush();

        assertThat(store.history).containsExactly("1");
        assertThat(foreign).isEmpty();
    }

    @Test
    void afterAWriteThatWasDoneTheNewerPositionFollowsIt() throws Exception {
        CommitLog.Page first = open("1", "a");
        CommitLog.Page second = open("2", "b");
        failToStore(Failure.AFTER, first, "a");
        second.end("b", true);

        writer.flush();

        assertThat(store.history).containsExactly("1", "2");
        assertThat(foreign).isEmpty();
    }

    @Test
    void aWriteThatFailedAndLostToAnotherIsAnothers() throws Exception {
        CommitLog.Page page = open("1", "a");
        failToStore(Failure.BEFORE, page, "a");
        store.anotherWrites("7");

        writer.flush();

        assertThat(store.history).containsExactly("7");
        assertThat(log.restart()).isEqualTo("7");
        assertThat(foreign).hasSize(1);
    }

    @Test
    void anEqualValueIsAnothersToo() throws Exception {
        CommitLog.Page page = open("1", "a");
        store.anotherWrites("1");

        done(page, "a");
        writer.flush();

        assertThat(foreign).singleElement().asString()
                .startsWith("Another consumer has stored the position 1 in the test: what came before it is done.");
        assertThat(log.restart()).isNull();
        assertThat(writer.isFlushed()).isTrue();
    }

    @Test
    void whatCannotBeReadYetIsReadLater() throws Exception {
        CommitLog.Page page = open("1", "a");
        store.anotherWrites("1");
        store.unreadable = true;
        done(page, "a");
        assertThatThrownBy(writer::flush).hasMessage("unreadable");
        assertThat(foreign).isEmpty();
        store.unreadable = false;

        writer.flush();

        assertThat(foreign).hasSize(1);
        assertThat(writer.isFlushed()).isTrue();
    }

    @Test
    void pagesUpToTheOneThatAnothersPositionEndsCountAsDone() throws Exception {
        CommitLog.Page first = open("1", "a");
        CommitLog.Page second = open("2", "b");
        CommitLog.Page third = open("3", "c");
        CommitLog.Page fourth = open("4", "d");
        store.anotherWrites("3");

        done(first, "a");
        done(fourth, "d");

        // Without b and c, which are in the route still: the other consumer has done them.
        assertThat(store.history).containsExactly("3", "4");
        assertThat(second.isAbandoned()).isTrue();
        assertThat(fourth.isAbandoned()).isFalse();
        assertThat(log.restart()).isNull();
        assertThat(log.isDone()).isFalse();
        done(second, "b");
        done(third, "c");
        assertThat(log.isDone()).isTrue();
        assertThat(delivered.contains("b")).isTrue();
        assertThat(store.history).containsExactly("3", "4");
        assertThat(foreign).hasSize(1);
    }

    @Test
    void whereAnothersPositionIsUnknownTheStreamContinuesThere() throws Exception {
        CommitLog.Page first = open("1", "a");
        CommitLog.Page second = open("2", "b");
        store.anotherWrites("7");
        done(first, "a");
        assertThat(foreign).singleElement().asString().contains("the position 7", "continuing from there");

        // What was fetched from the old position meanwhile is not opened.
        assertThat(log.open("3")).isNull();
        assertThat(log.restart()).isEqualTo("7");
        CommitLog.Page next = open("8", "e");
        done(next, "e");
        // The event b may come again after 7, and its repeat is dropped while it is in the route.
        assertThat(store.history).containsExactly("7");
        assertThat(log.isInFlight("b")).isTrue();
        done(second, "b");

        assertThat(store.history).containsExactly("7", "8");
        assertThat(delivered.contains("b")).isTrue();
        assertThat(log.openPages()).isZero();
    }

    @Test
    void theRestOfAnAbandonedPageMovesNoPosition() throws Exception {
        CommitLog.Page first = open("1", "a");
        CommitLog.Page half = log.open("2");
        half.begin("b");
        store.anotherWrites("7");
        done(first, "a");
        // Handed out by a thread that has not seen it yet.
        half.begin("c");
        half.complete();
        done(half, "b");
        assertThat(log.restart()).isEqualTo("7");
        CommitLog.Page next = open("8", "d");
        done(next, "d");
        assertThat(store.history).containsExactly("7");
        done(half, "c");

        assertThat(store.history).containsExactly("7", "8");
    }

    @Test
    void aPositionThatWasRemovedIsStoredAgain() throws Exception {
        done(open("1", "a"), "a");
        store.value = null;

        done(open("2", "b"), "b");

        assertThat(store.history).containsExactly("1", "2");
        assertThat(foreign).singleElement().asString().contains("was removed from the test: storing 2 again");
        assertThat(log.restart()).isNull();
    }

    @Test
    void aStoreThatContradictsItselfIsAnErrorAndNoLoop() {
        CommitLog.Page page = open("1", "a");
        store.denies = true;
        done(page, "a");

        assertThatThrownBy(writer::flush).hasMessageContaining("check the store");
        assertThat(writer.held()).isEqualTo(new HeldPosition(null, "1", Set.of()));
    }

    @Test
    void aStoreThatIsNotSharedIsNotRead() throws Exception {
        store.shared = false;
        store.unreadable = true;
        CommitLog.Page page = open("1", "a");
        failToStore(Failure.BEFORE, page, "a");

        writer.flush();

        assertThat(store.history).containsExactly("1");
    }

    private CommitLog.Page open(String nextPosition, String id) {
        CommitLog.Page page = log.open(nextPosition);
        page.begin(id);
        page.complete();
        return page;
    }

    private void done(CommitLog.Page page, String id) {
        page.end(id, true);
        writer.tryFlush();
    }

    private void failToStore(Failure failure, CommitLog.Page page, String id) {
        store.failure = failure;
        done(page, id);
        assertThatThrownBy(writer::flush).hasMessage("connection lost");
    }

    private enum Failure {
        BEFORE, AFTER
    }

    private static final class Store implements PositionStore {

        private final List<String> history = new ArrayList<>();
        private String value;
        private Failure failure;
        private boolean unreadable;
        private boolean denies;
        private boolean shared = true;

        void anotherWrites(String position) {
            value = position;
            history.add(position);
        }

        @Override
        public boolean isShared() {
            return shared;
        }

        @Override
        public String read() throws PositionStoreException {
            if (unreadable) {
                throw new PositionStoreException("unreadable");
            }
            return value;
        }

        @Override
        public boolean replace(String expected, String next) throws PositionStoreException {
            Failure now = failure;
            failure = null;
            boolean equal = !denies && Objects.equals(expected, value);
            if (equal && now != Failure.BEFORE) {
                anotherWrites(next);
            }
            if (now != null) {
                throw new PositionStoreException("connection lost");
            }
            return equal;
        }

        @Override
        public String describe() {
            return "the test";
        }
    }
}
