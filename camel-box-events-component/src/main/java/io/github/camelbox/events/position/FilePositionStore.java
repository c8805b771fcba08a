/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.position;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.util.IOHelper;

/**
 * Keeps the position in a file of its own: a line of JSON, {@code {"key":"…","position":"…"}}.
 * <p/>
 * A new position is written to a file beside it, forced to disk, and moved over it, so that a crash at any instant leaves
 * the old position or the new one. On POSIX file systems the file is readable by its owner only. The claim is a lock of the
 * operating system on a third file, {@code .lock}, which a crash releases.
 */
public final class FilePositionStore implements PositionStore {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final FileAttribute<?> OWNER_ONLY
            = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path newFile;
    private final Path lockFile;
    private final String key;
    private FileChannel lock;

    /**
     * @param file its directory is made if it does not exist
     * @param key  kept in the file, so that the file of another endpoint is not taken by mistake
     */
    public FilePositionStore(Path file, String key) {
        this.file = file.toAbsolutePath();
        this.newFile = this.file.resolveSibling(this.file.getFileName() + ".new");
        this.lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
        this.key = key;
    }

    @Override
    public void claim() throws PositionStoreException {
        try {
            Files.createDirectories(file.getParent());
            lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new PositionStoreException("Cannot lock the position file " + file + " (through " + lockFile + "): " + reason(e),
                    e);
        }
    }

    private PositionStoreException inUse() {
        close();
        return new PositionStoreException("The position file " + file
                                          + " is used by another consumer: give each endpoint a file of its own");
    }

    @Override
    public void close() {
        // Not deleted: somebody else may have locked it in between.
        IOHelper.close(lock);
        lock = null;
    }

    @Override
    public String load() throws PositionStoreException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new PositionStoreException("Cannot read the position file " + file + ": " + reason(e), e);
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(content);
        } catch (IOException e) {
            throw unreadable("its content is not the JSON that was written to it");
        }
        String position = json.path("position").asText("");
        if (!json.path("key").isTextual() || !json.path("position").isTextual() || position.isBlank()) {
            throw unreadable("it has no key or no position in it");
        }
        String found = json.path("key").asText();
        if (!found.equals(key)) {
            throw new PositionStoreException("The position file " + file + " belongs to '" + found + "', not to '" + key
                                             + "': give each endpoint a file of its own, or set the option positionKey to '"
                                             + found + "'");
        }
        return position;
    }

    private PositionStoreException unreadable(String why) {
        return new PositionStoreException("The position file " + file + " is unreadable: " + why + ". Restore it, or remove it,"
                                          + " then the option streamPosition applies");
    }

    @Override
    public void save(String position) throws PositionStoreException {
        ObjectNode json = MAPPER.createObjectNode().put("key", key).put("position", position);
        // An interrupt would close the channel in the middle of the write: it has to wait.
        boolean interrupted = Thread.interrupted();
        try {
            byte[] content = (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(newFile);
            createOwnerOnly(newFile);
            try (FileChannel channel = FileChannel.open(newFile, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(newFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory();
        } catch (IOException e) {
            throw new PositionStoreException("Cannot write the position file " + file + ": " + reason(e), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void createOwnerOnly(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, OWNER_ONLY);
        } else {
            Files.createFile(path);
        }
    }

    // The move is durable only once the directory is on disk; where a directory cannot be opened (Windows), the file system
    // sees to that itself.
    private void forceDirectory() throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException fileSystem ? fileSystem.getReason() : e.getMessage();
        return e.getClass().getSimpleName() + (reason == null ? "" : ": " + reason);
    }

    @Override
    public String describe() {
        return "the file " + file;
    }
}
