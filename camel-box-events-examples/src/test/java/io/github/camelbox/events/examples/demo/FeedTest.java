// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.List;

import io.github.camelbox.events.stream.StreamState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FeedTest {

    private final Feed feed = new Feed();

    private List<String> told() {
        return feed.after(0, 0).stream().map(Feed.Entry::json).map(json -> json.replaceAll("\\W*(from|to|at)\\W+|[0-9]+}", " "))
                .map(String::strip).toList();
    }

    @Test
    void aSampleThatIsOlderThanTheLogIsNotTold() {
        feed.changed(StreamState.WAITING);
        feed.changed(StreamState.DRAINING);

        assertThat(feed.sampled(StreamState.WAITING)).isEqualTo(StreamState.DRAINING);
        assertThat(feed.sampled(StreamState.DRAINING)).isEqualTo(StreamState.DRAINING);
        assertThat(feed.sampled(StreamState.WAITING)).isEqualTo(StreamState.DRAINING);

        assertThat(told()).containsExactly("STOPPED WAITING", "WAITING DRAINING");
    }

    @Test
    void aChangeThatTheLogDoesNotTellIsTold() {
        feed.changed(StreamState.WAITING);

        feed.sampled(StreamState.STOPPED);

        assertThat(feed.sampled(StreamState.STOPPED)).isEqualTo(StreamState.STOPPED);
        assertThat(told()).containsExactly("STOPPED WAITING", "WAITING STOPPED");
    }
}
