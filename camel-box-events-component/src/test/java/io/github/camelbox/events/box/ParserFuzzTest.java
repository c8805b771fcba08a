// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Feeds damaged answers to the parsers: they read them or refuse them in good order, and take no more memory than the
 * answer warrants. The options {@code -Dfuzz.seconds} and {@code -Dfuzz.seed} make it longer and another one.
 */
class ParserFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20260411);
    private static final long SECONDS_EACH = Math.max(1, Integer.getInteger("fuzz.seconds", 12) / 4);
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String EVENT = """
            {"type":"event","event_id":"f82c3ba03e41f7e8a7608363cc6c0390183c3f83","created_by":{"type":"user","id":"17738362",\
            "name":"Zoë Müller","login":"zoe@example.com"},"created_at":"2026-03-04T05:06:07-08:00","recorded_at":null,\
            "event_type":"ITEM_UPLOAD","session_id":"70090280850c8d2a","source":{"type":"file","id":"1430000000001",\
            "etag":"0","name":"Grüße \\u20ac \\"1\\".txt","size":12345,"shared_link":null,"synced":false,\
            "path_collection":{"total_count":1,"entries":[{"id":"0"}]}},"additional_details":{"n":1.50}}""";
    private static final String PAGE = "{\"chunk_size\":3,\"entries\":[" + EVENT + "," + EVENT.replace("f82c", "0000") + ",\n"
            + EVENT.replace("upload", "x") + "],\"next_stream_position\":1152922976252290886}";
    private static final String SERVER = """
            {"chunk_size":1,"entries":[{"type":"realtime_server",\
            "url":"http://2.realtime.services.box.net/subscribe?channel=cc807c9c&stream_type=all",\
            "ttl":"10","max_retries":"10","retry_timeout":610}]}""";

    private interface Parser {
        void parse(byte[] input) throws IOException;
    }

    @Test
    void anyPageIsReadOrRefused() throws IOException {
        fuzz("page", PAGE, body -> {
            EventPage page = EventPage.parse(body, "1152922976252290000");
            assertThat(page.nextPosition()).matches("[!-~]{1,500}");
            for (BoxEvent event : page.events()) {
                readsBackAsItself(event);
            }
        });
    }

    @Test
    void anyRealtimeServerIsReadOrRefused() throws IOException {
        fuzz("real-time server", SERVER, body -> {
            List<RealtimeServer> servers = RealtimeServer.parse(body, "api.box.com", List.of("box.com", "box.net"));
            assertThat(servers).isNotEmpty().allSatisfy(server -> {
                assertThat(server.pollUrl("5").toString()).startsWith("https://");
                assertThat(server.pollUrl("5").getHost()).endsWithIgnoringCase("box.net");
                assertThat(server.ttl()).isPositive();
                assertThat(server.maxRetries()).isPositive();
                assertThat(server.retryTimeout()).isPositive();
            });
        });
    }

    @Test
    void anyEventIsReadOrRefused() throws IOException {
        fuzz("event", EVENT, text -> readsBackAsItself(BoxEvent.parse(new String(text, StandardCharsets.UTF_8))));
    }

    private static void fuzz(String what, String good, Parser parser) throws IOException {
        Mutator mutator = new Mutator(SEED);
        byte[] original = good.getBytes(StandardCharsets.UTF_8);
        // Loads the classes too, whose memory is not to be counted.
        parser.parse(original);
        long end = System.nanoTime() + SECONDS_EACH * 1_000_000_000L;
        long read = 0;
        long refused = 0;
        while (System.nanoTime() < end) {
            byte[] input = mutator.mutate(original);
            long allocated = MEMORY.getCurrentThreadAllocatedBytes();
            try {
                parser.parse(input);
                read++;
            } catch (IOException | IllegalArgumentException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed %d, input %d: %s".formatted(SEED, read + refused, HexFormat.of().formatHex(input)), e);
            }
            allocated = MEMORY.getCurrentThreadAllocatedBytes() - allocated;
            assertThat(allocated).as("seed %d, input %d of %d bytes", SEED, read + refused, input.length)
                    .isLessThan(4_000_000 + 500L * input.length);
        }
        System.out.printf("Fuzz, %s, seed %d: %d read, %d refused%n", what, SEED, read, refused);
        // Else the damage is too small or too large to show anything.
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    // The bytes of an event are cut out of its page: cut anywhere else, they would not be this event again.
    private static void readsBackAsItself(BoxEvent event) {
        event.getCreatedTime();
        byte[] json = event.toBytes();
        if (!Arrays.equals(json, event.toString().getBytes(StandardCharsets.UTF_8))) {
            return;
        }
        try {
            event.toMap();
            event.toJsonNode();
        } catch (UncheckedIOException e) {
            // Beyond what Jackson makes a tree of: nested too deep, a number too long.
            return;
        }
        BoxEvent again = BoxEvent.parse(event.toString());
        assertThat(again.getEventId()).isEqualTo(event.getEventId());
        assertThat(again.getEventType()).isEqualTo(event.getEventType());
        assertThat(again.getSource()).isEqualTo(event.getSource());
        assertThat(again.getCreatedBy()).isEqualTo(event.getCreatedBy());
        assertThat(again.toBytes()).isEqualTo(json);
    }
}
