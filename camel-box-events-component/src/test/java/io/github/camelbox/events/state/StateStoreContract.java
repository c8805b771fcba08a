// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What each {@link StateStore} must do. */
abstract class StateStoreContract {

    /** A store for the same values as those before. */
    abstract StateStore store();

    @Test
    void whatIsNotStoredIsEmpty() throws Exception {
        assertThat(store().read("k")).isEmpty();
    }

    @Test
    void theFirstWriteNeedsThatThereIsNone() throws Exception {
        StateStore store = store();
        assertThat(store.replace("k", "1", "2")).isFalse();
        assertThat(store.read("k")).isEmpty();

        assertThat(store.replace("k", null, "1")).isTrue();
        assertThat(store.replace("k", null, "2")).isFalse();

        assertThat(store().read("k")).contains("1");
    }

    @Test
    void onlyTheExpectedValueIsReplaced() throws Exception {
        StateStore store = store();
        store.replace("k", null, "1");

        assertThat(store.replace("k", "other", "2")).isFalse();
        assertThat(store.read("k")).contains("1");
        assertThat(store.replace("k", "1", "2")).isTrue();
        assertThat(store().read("k")).contains("2");
    }

    @Test
    void aValueReplacesItself() throws Exception {
        StateStore store = store();
        store.replace("k", null, "1");

        assertThat(store.replace("k", "1", "1")).isTrue();
        assertThat(store.replace("k", "2", "2")).isFalse();
        assertThat(store.read("k")).contains("1");
    }

    @Test
    void keysAndValuesAreCaseSensitive() throws Exception {
        StateStore store = store();
        assertThat(store.replace("k", null, "a")).isTrue();
        assertThat(store.replace("K", null, "b")).isTrue();

        assertThat(store.replace("k", "A", "c")).isFalse();
        assertThat(store.read("k")).contains("a");
        assertThat(store.read("K")).contains("b");
    }

    @Test
    void longKeysAndValuesAreKeptAsTheyAre() throws Exception {
        String key = "box-events/" + "x".repeat(244);
        String value = "{\"'\\" + "y".repeat(3996);

        assertThat(store().replace(key, null, value)).isTrue();
        assertThat(store().read(key)).contains(value);
        assertThat(store().replace(key, value, "z")).isTrue();
    }

    @Test
    void ofManyWhoWriteAtOnceOneSucceeds() throws Exception {
        StateStore store = store();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            String expected = null;
            for (int round = 0; round < 10; round++) {
                String before = expected;
                String prefix = "value-" + round + "-";
                List<Callable<Boolean>> writers = IntStream.range(0, 8)
                        .<Callable<Boolean>> mapToObj(i -> () -> store.replace("k", before, prefix + i)).toList();
                List<Boolean> results = threads.invokeAll(writers).stream().map(StateStoreContract::get).toList();
                assertThat(results).containsOnlyOnce(true);
                expected = prefix + results.indexOf(true);
                assertThat(store.read("k")).contains(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean get(Future<Boolean> result) {
        try {
            return result.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
