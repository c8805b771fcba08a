// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Keeps events in a file, one a line. Not thread-safe: the log calls it under its lock. */
final class EventFile {

    private final Path path;

    EventFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** The events in the file, oldest first; none if there is no file. */
    List<EventSource> load() {
        try {
            Files.createDirectories(path.getParent());
            List<EventSource> events = new ArrayList<>();
            if (Files.exists(path)) {
                for (String line : Files.readAllLines(path)) {
                    byte[] event = Utf8Text.encode(line);
                    events.add((out, index) -> out.append(event));
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the events in " + path, e);
        }
    }

    /** Appends events, given the index of the first one. */
    void append(List<EventSource> events, long firstIndex) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < events.size(); i++) {
            Utf8Text event = new Utf8Text(2048);
            events.get(i).appendTo(event, firstIndex + i);
            // In JSON a line break can only be white space.
            lines.writeBytes(Utf8Text.encode(event.toString().replaceAll("\\R", " ") + "\n"));
        }
        try {
            Files.write(path, lines.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the events to " + path, e);
        }
    }
}
