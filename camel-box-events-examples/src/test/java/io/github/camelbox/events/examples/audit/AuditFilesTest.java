// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.github.camelbox.events.box.BoxEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The files of the audit, which are the memory of what is in them. */
class AuditFilesTest {

    private static final long LATE_ON_THE_30TH = Instant.parse("2026-01-30T23:59:59Z").toEpochMilli();
    private static final long EARLY_ON_THE_31ST = Instant.parse("2026-01-31T00:00:00Z").toEpochMilli();

    @TempDir
    Path directory;

    private AuditFiles open(int remembered) {
        AuditFiles audit = new AuditFiles(directory, remembered);
        audit.start();
        return audit;
    }

    private static void write(AuditFiles audit, String id, Long at) throws IOException {
        audit.write(BoxEvent.parse("{\"event_id\":\"" + id + "\"}"), id, at);
    }

    private String audited(String day) throws IOException {
        return Files.readString(directory.resolve("audit-" + day + ".jsonl"));
    }

    @Test
    void anEventIsInTheFileOfItsDay() throws Exception {
        AuditFiles audit = open(10);

        write(audit, "1", LATE_ON_THE_30TH);
        write(audit, "2", EARLY_ON_THE_31ST);
        write(audit, "3", LATE_ON_THE_30TH);

        assertThat(audited("2026-01-30")).isEqualTo("{\"event_id\":\"1\"}\n{\"event_id\":\"3\"}\n");
        assertThat(audited("2026-01-31")).isEqualTo("{\"event_id\":\"2\"}\n");
    }

    @Test
    void anEventOfManyLinesIsOnOne() throws Exception {
        open(10).write(BoxEvent.parse("{\r\n  \"event_id\": \"1\",\n  \"note\": \"a\u2028b\"\n}"), "1", LATE_ON_THE_30TH);

        assertThat(audited("2026-01-30")).isEqualTo("{   \"event_id\": \"1\",   \"note\": \"a\u2028b\" }\n");
    }

    @Test
    void whatIsInTheFilesIsKnownAfterARestart() throws Exception {
        AuditFiles before = open(10);
        write(before, "1", LATE_ON_THE_30TH);
        write(before, "2", EARLY_ON_THE_31ST);

        AuditFiles after = open(10);
        assertThat(after.contains("1")).isTrue();
        assertThat(after.contains("2")).isTrue();
        assertThat(after.contains("3")).isFalse();
        write(after, "2", EARLY_ON_THE_31ST);
        assertThat(audited("2026-01-31").lines()).hasSize(1);
    }

    @Test
    void theLatestAreRemembered() throws Exception {
        AuditFiles before = open(2);
        write(before, "1", LATE_ON_THE_30TH);
        write(before, "2", LATE_ON_THE_30TH);
        write(before, "3", EARLY_ON_THE_31ST);

        for (AuditFiles audit : List.of(before, open(2))) {
            assertThat(audit.contains("1")).isFalse();
            assertThat(audit.contains("2")).isTrue();
            assertThat(audit.contains("3")).isTrue();
        }
    }

    @Test
    void halfALineIsRemovedAndItsEventWrittenWhenItComesAgain() throws Exception {
        write(open(10), "1", LATE_ON_THE_30TH);
        Path file = directory.resolve("audit-2026-01-30.jsonl");
        // Cut in the middle of a character.
        Files.write(file, new byte[] { '{', '"', 'e', 'v', 'e', 'n', 't', '_', 'i', 'd', '"', ':', '"', '2', (byte) 0xc3 },
                StandardOpenOption.APPEND);

        write(open(10), "2", LATE_ON_THE_30TH);

        assertThat(audited("2026-01-30")).isEqualTo("{\"event_id\":\"1\"}\n{\"event_id\":\"2\"}\n");
    }

    @Test
    void anEventWithoutAnIdIsWrittenToo() throws Exception {
        BoxEvent event = BoxEvent.parse("{\"event_type\":\"NEW\"}");

        open(10).write(event, null, null);

        assertThat(audited(LocalDate.now(ZoneOffset.UTC).toString())).isEqualTo("{\"event_type\":\"NEW\"}\n");
        assertThat(open(10).contains("")).isFalse();
    }
}
