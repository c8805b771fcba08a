// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A long backlog goes through a process with a small heap, which does not fill up. */
class BacklogTest {

    private static final int EARLY = 20_000;
    private static final int ALL = 100_000;
    private static final long SLACK = 8 * 1024 * 1024;

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @Test
    @Timeout(180)
    void theHeapStaysFlatOverAHundredThousandEvents(@TempDir Path directory) throws Exception {
        BoxSandbox box = SANDBOX.sandbox();
        box.backlog(ALL);
        try (ForkedJvm child = ForkedJvm.start(directory.resolve("output"), List.of("-Xmx96m"), Child.class, box.baseUrl(),
                box.accessToken())) {
            Awaitility.await().atMost(Duration.ofSeconds(150))
                    .until(() -> child.output().contains("distinct=") || child.endsWithin(Duration.ZERO));
            child.askToEnd();
            assertThat(child.endsWithin(Duration.ofSeconds(30))).isTrue();

            String output = child.output();
            assertThat(number(output, "distinct")).as(output).isEqualTo(ALL);
            long early = number(output, "heap" + EARLY);
            long late = number(output, "heap" + ALL);
            System.out.printf("BacklogTest: %d events, %d events/s, heap after %d events %d KiB, after all %d KiB%n", ALL,
                    1000L * ALL / number(output, "millis"), EARLY, early / 1024, late / 1024);
            assertThat(late - early).isLessThan(SLACK);
        }
    }

    private static long number(String output, String name) {
        Matcher matcher = Pattern.compile(name + "=(\\d+)").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** The small process: counts the events, and measures the heap on the way. */
    static final class Child {

        // 64 of an id's bits each: the ids as texts would be what fills the heap.
        private final long[] ids = new long[ALL];
        private final long start = System.nanoTime();
        private int count;

        public static void main(String[] arguments) throws Exception {
            Child child = new Child();
            ForkedJvm.runRoute(arguments[0], arguments[1], new RouteBuilder() {
                @Override
                public void configure() {
                    from("box-events:all?streamPosition=0&maxRequestsPerMinute=0").process(child::note);
                }
            });
        }

        private void note(Exchange exchange) {
            String id = exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
            ids[count++] = Long.parseUnsignedLong(id.substring(0, 16), 16);
            if (count == EARLY || count == ALL) {
                System.gc();
                System.out.println("heap" + count + "="
                        + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            if (count == ALL) {
                System.out.println("millis=" + (System.nanoTime() - start) / 1_000_000);
                System.out.println("distinct=" + Arrays.stream(ids).distinct().count());
            }
        }
    }
}
