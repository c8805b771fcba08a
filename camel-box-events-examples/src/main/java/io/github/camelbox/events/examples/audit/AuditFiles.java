// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The audit: a file for each day (UTC) on which events happened, the JSON of each event on one line. It is also the repository
 * of the ids of its latest events, for the option {@code idempotentRepository}: an event is known if, and only if, its line is
 * on the disk, so that no crash can fall between the two. Thread-safe.
 */
public class AuditFiles extends ServiceSupport implements IdempotentRepository {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final int remembered;
    private final Map<String, Boolean> ids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > remembered;
        }
    };

    /**
     * @param remembered how many ids of the latest events it keeps
     */
    public AuditFiles(Path directory, int remembered) {
        this.directory = directory;
        this.remembered = remembered;
    }

    /** Writes an event, unless it is there. When this returns, its line is on the disk. */
    public synchronized void write(
            @Body BoxEvent event, @Header(BoxEventsConstants.EVENT_ID) String id,
            @Header(BoxEventsConstants.MESSAGE_TIMESTAMP) Long happenedAt)
            throws IOException {
        if (id != null && ids.containsKey(id)) {
            return;
        }
        Instant at = happenedAt == null ? Instant.now() : Instant.ofEpochMilli(happenedAt);
        Path path = directory.resolve("audit-" + LocalDate.ofInstant(at, ZoneOffset.UTC) + ".jsonl");
        // The text of Box as it is, but on one line: in JSON, a line feed or carriage return is white space between the fields.
        byte[] line = (event.toString().replaceAll("[\r\n]+", " ") + "\n").getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            removeTornLine(file);
            file.seek(file.length());
            file.write(line);
            file.getFD().sync();
        }
        if (id != null) {
            ids.put(id, true);
        }
    }

    /** A crash or a full disk can leave a partial line. Its event is not in the audit, and is delivered again. */
    private static void removeTornLine(RandomAccessFile file) throws IOException {
        long end = file.length();
        while (end > 0) {
            file.seek(end - 1);
            if (file.read() == '\n') {
                break;
            }
            end--;
        }
        file.setLength(end);
    }

    @Override
    protected synchronized void doStart() throws IOException {
        Files.createDirectories(directory);
        List<Path> newestFirst;
        try (Stream<Path> files = Files.list(directory)) {
            newestFirst = files.filter(file -> file.getFileName().toString().matches("audit-.*\\.jsonl"))
                    .sorted(Comparator.reverseOrder()).toList();
        }
        List<List<String>> read = new ArrayList<>();
        int count = 0;
        for (Path path : newestFirst) {
            if (count < remembered) {
                read.add(idsIn(path));
                count += read.get(read.size() - 1).size();
            }
        }
        Collections.reverse(read);
        read.forEach(idsOfDay -> idsOfDay.forEach(id -> ids.put(id, true)));
    }

    private List<String> idsIn(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            removeTornLine(file);
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.map(AuditFiles::id).filter(id -> !id.isEmpty()).toList();
        }
    }

    private static String id(String line) {
        try {
            return JSON.readTree(line).path("event_id").asText("");
        } catch (IOException e) {
            throw new UncheckedIOException("The audit has a line that is no JSON: " + line, e);
        }
    }

    @Override
    public synchronized boolean contains(String id) {
        return ids.containsKey(id);
    }

    /** Stores nothing: the route writes the event, and the id with it. */
    @Override
    public synchronized boolean add(String id) {
        return !ids.containsKey(id);
    }

    @Override
    public boolean remove(String id) {
        throw new UnsupportedOperationException("What is in the audit stays there");
    }

    @Override
    public boolean confirm(String id) {
        return true;
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("What is in the audit stays there");
    }
}
