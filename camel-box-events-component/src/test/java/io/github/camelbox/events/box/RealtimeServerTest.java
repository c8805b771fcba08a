// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RealtimeServerTest {

    private static final String URL = "https://2.realtime.services.box.net/subscribe?channel=c0ffee&stream_type=all";

    private static RealtimeServer parse(String json) throws IOException {
        return RealtimeServer.parse(json.getBytes(StandardCharsets.UTF_8), "api.box.com", List.of("box.com", "box.net")).get(0);
    }

    private static RealtimeServer at(String url) throws IOException {
        return parse("{\"entries\":[{\"url\":\"" + url + "\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"ttl\":\"10\",\"max_retries\":\"7\",\"retry_timeout\":610",
            "\"ttl\":10,\"max_retries\":7,\"retry_timeout\":\"610\"",
            "\"ttl\":10.0,\"max_retries\":7.0,\"retry_timeout\":610.0" })
    void numbersMayBeStrings(String values) throws IOException {
        RealtimeServer server = parse("{\"entries\":[{\"url\":\"" + URL + "\"," + values + "}]}");
        assertThat(server.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(server.maxRetries()).isEqualTo(7);
        assertThat(server.retryTimeout()).isEqualTo(Duration.ofSeconds(610));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"x\":1", "\"ttl\":null,\"max_retries\":null,\"retry_timeout\":null",
            "\"ttl\":0,\"max_retries\":\"-1\",\"retry_timeout\":\"soon\"",
            "\"ttl\":{},\"max_retries\":[],\"retry_timeout\":true" })
    void nonsenseGivesWayToBoxsExampleValues(String values) throws IOException {
        RealtimeServer server = parse("{\"entries\":[{\"url\":\"" + URL + "\"," + values + "}]}");
        assertThat(server.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(server.maxRetries()).isEqualTo(10);
        assertThat(server.retryTimeout()).isEqualTo(Duration.ofSeconds(610));
    }

    @Test
    void hugeNumbersDoNotOverflow() throws IOException {
        RealtimeServer server
                = parse("{\"entries\":[{\"url\":\"" + URL
                        + "\",\"ttl\":1e300,\"max_retries\":1e300,\"retry_timeout\":1e300}]}");
        assertThat(server.maxRetries()).isPositive();
        assertThat(server.ttl()).isPositive();
        // A connection that died unnoticed is noticed then.
        assertThat(server.retryTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theStreamPositionIsAppended() throws IOException {
        assertThat(at(URL).pollUrl("a+b")).hasToString(URL + "&stream_position=a%2Bb");
        assertThat(at("https://box.net/subscribe").pollUrl("5")).hasToString("https://box.net/subscribe?stream_position=5");
    }

    @ParameterizedTest
    @CsvSource({
            "http://2.realtime.services.box.net/s?c=1, https://2.realtime.services.box.net/s?c=1",
            "http://realtime.box.com:80/s, https://realtime.box.com/s",
            "HTTP://realtime.box.com:8080/s, https://realtime.box.com:8080/s",
            "https://API.BOX.COM/s, https://API.BOX.COM/s" })
    void plainHttpOnATrustedHostBecomesHttps(String url, String used) throws IOException {
        assertThat(at(url).pollUrl("5").toString()).startsWith(used);
        assertThat(at(url).isHttps()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://evil.example/s", "https://box.com.evil.example/s", "https://evilbox.com/s",
            "https://box.com@evil.example/s", "https://user:pass@box.com/s", "https://10.0.0.1/s", "https://[::1]/s",
            "http://localhost/s", "http://127.0.0.1:8080/s", "file:///etc/passwd", "ftp://box.com/s", "//box.com/s", "/s",
            "box.com",
            "https:///s", "https://box.com:80:80/s", "ht tp://box.com", "" })
    void hostileUrlsAreRefusedWithoutBeingQuoted(String url) {
        assertThatThrownBy(() -> at(url.isEmpty() ? url : url + "?channel=c0ffee")).isInstanceOf(IOException.class)
                .hasMessageNotContaining("c0ffee");
    }

    @Test
    void loopbackIsTrustedWhenTheApiIsThere() throws IOException {
        RealtimeServer server = RealtimeServer.parse(
                "{\"entries\":[{\"url\":\"http://localhost:8080/s\"}]}".getBytes(StandardCharsets.UTF_8), "localhost",
                List.of()).get(0);
        assertThat(server.pollUrl("5")).hasToString("http://localhost:8080/s?stream_position=5");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "[]", "{\"entries\":[]}", "{\"entries\":[{}]}", "{\"entries\":[{\"url\":null}]}", "<html>",
            "" })
    void answersWithoutAServerAreRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class);
    }

    @Test
    void toStringKeepsTheChannelSecret() throws IOException {
        assertThat(at(URL).toString()).contains("2.realtime.services.box.net").doesNotContain("c0ffee");
    }
}
