// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads what the whole suite has logged and reported, and finds no access token and no real-time channel in it. */
class PrintedSecretsIT {

    // The sandbox's token and channels, and the token of the tests that use one of their own.
    private static final Pattern SECRET
            = Pattern.compile("sandbox-access-token|sandbox-channel-\\p{XDigit}{16}|tOkEn0123456789");
    // The loggers of HttpClient that docs/security-logging.md warns of, switched on by the tests of that warning.
    private static final Pattern WARNED_OF = Pattern.compile(" DEBUG (wire|headers|MainClientExec) +- ");

    @Test
    void theLogHoldsNoSecret() throws IOException {
        Path log = Path.of("target/test.log");
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> !WARNED_OF.matcher(line).find()).filter(line -> SECRET.matcher(line).find()))
                    .isEmpty();
        }
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines).as("lines of the component").anyMatch(line -> line.contains("StreamReporter"));
        }
    }

    @Test
    void theReportsHoldNoSecret() throws IOException {
        List<Path> reports;
        try (Stream<Path> files = Files.list(Path.of("target/surefire-reports"))) {
            reports = files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
        assertThat(reports).isNotEmpty();
        for (Path report : reports) {
            assertThat(Files.readString(report)).as(report.toString()).doesNotContainPattern(SECRET);
        }
    }
}
