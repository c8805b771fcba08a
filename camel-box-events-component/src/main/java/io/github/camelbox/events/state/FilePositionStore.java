// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.box.Deadline;

/**
 * Keeps the position in a file of its own: a line of JSON, {@code {"key":"…","position":"…"}}. The claim is the lock of the
 * file. Not for use after {@link #close()}.
 */
public final class FilePositionStore implements PositionStore {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicFile file;
    private final String key;

    // Guarded by this, but the disk is never waited for under the monitor.
    private AtomicFile.Lock lock;
    private boolean writing;
    private boolean closed;

    /**
     * @param file its directory is made if it does not exist
     * @param key  kept in the file, so that the file of another consumer is not taken by mistake
     */
    public FilePositionStore(Path file, String key) {
        this(new AtomicFile(file), key);
    }

    FilePositionStore(AtomicFile file, String key) {
        this.file = file;
        this.key = key;
    }

    /** Where the links of a position file lead: equal for all its names. */
    public static Path place(Path file) throws PositionStoreException {
        try {
            return new AtomicFile(file).target();
        } catch (IOException e) {
            throw new PositionStoreException("Cannot find the position file " + file + ": " + AtomicFile.reason(e), e);
        }
    }

    @Override
    public void claim() throws PositionStoreException {
        AtomicFile.Lock claimed;
        boolean releasing;
        try {
            claimed = tryLock();
            releasing = claimed == null && file.isReleasing();
        } catch (IOException e) {
            throw new PositionStoreException("Cannot lock the position file " + file + " (through " + file.lockFile() + "): "
                    + AtomicFile.reason(e),
                    e);
        }
        if (claimed == null) {
            throw new PositionStoreException("The position file " + file + (releasing
                    ? " is still being written for a consumer that has ended: see why the file system hangs, then start again"
                    : " is in use by another consumer: give each consumer a positionFile of its own"));
        }
        synchronized (this) {
            lock = claimed;
        }
        if (releaseIfClosed()) {
            throw ended();
        }
    }

    // A consumer that was just stopped may still be writing.
    private AtomicFile.Lock tryLock() throws IOException {
        Deadline patience = Deadline.in(PATIENCE);
        AtomicFile.Lock claimed = file.tryLock();
        while (claimed == null && file.isReleasing() && !patience.hasPassed() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(10));
            claimed = file.tryLock();
        }
        return claimed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (writing && lock != null) {
                lock.releasing();
            }
        }
        releaseIfClosed();
    }

    // Whoever comes last releases the lock: close(), or a write or claim that has outlived it.
    private boolean releaseIfClosed() {
        AtomicFile.Lock released;
        synchronized (this) {
            if (!closed || writing) {
                return closed;
            }
            released = lock;
            lock = null;
        }
        if (released != null) {
            released.close();
        }
        return true;
    }

    private PositionStoreException ended() {
        return new PositionStoreException("The position is not stored in " + describe() + ": the consumer has ended");
    }

    @Override
    public String read() throws PositionStoreException {
        byte[] content;
        try {
            content = file.read();
        } catch (IOException e) {
            throw new PositionStoreException("Cannot read the position file " + file + ": " + AtomicFile.reason(e), e);
        }
        if (content == null) {
            return null;
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
                    + "': give each consumer a positionFile of its own, or set the option positionKey to"
                    + " '" + found + "'");
        }
        return position;
    }

    private PositionStoreException unreadable(String why) {
        return new PositionStoreException("The position file " + file + " is unreadable: " + why + ". Restore it, or remove it,"
                + " then the option streamPosition applies");
    }

    @Override
    public boolean replace(String expected, String next) throws PositionStoreException {
        synchronized (this) {
            if (closed) {
                throw ended();
            }
            writing = true;
        }
        ObjectNode json = MAPPER.createObjectNode().put("key", key).put("position", next);
        try {
            file.replace((MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new PositionStoreException("Cannot write the position file " + file + ": " + AtomicFile.reason(e), e);
        } finally {
            synchronized (this) {
                writing = false;
            }
            releaseIfClosed();
        }
    }

    @Override
    public String describe() {
        return "the file " + file;
    }
}
