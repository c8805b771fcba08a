// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.jms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

/** A file of lines. When a line has been appended, it is on the disk. */
public class LineFile {

    private final Path path;

    public LineFile(String path) {
        this.path = Path.of(path);
    }

    public synchronized void append(String line) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        try (FileChannel file = FileChannel.open(path, CREATE, APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }
}
