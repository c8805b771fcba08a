// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.util.IOHelper;

/**
 * A small file whose content is only ever replaced as a whole.
 * <p>
 * New content is written to a file beside it, forced to disk, and moved over it, so that a crash at any instant leaves the
 * old content or the new one. On POSIX file systems the file is readable by its owner only. Its lock is one of the operating
 * system, on a third file, {@code .lock}, which a crash releases.
 */
public final class AtomicFile {

    private static final FileAttribute<?> OWNER_ONLY
            = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    // The lock files that this process has locked.
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path newFile;
    private final Path lockFile;

    /**
     * @param file its directory is made when it is first needed
     */
    public AtomicFile(Path file) {
        this.file = file.toAbsolutePath();
        this.newFile = this.file.resolveSibling(this.file.getFileName() + ".new");
        this.lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
    }

    /**
     * The content; null if there is no such file.
     */
    public byte[] read() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Replaces the content, on disk.
     */
    public void replace(byte[] content) throws IOException {
        // An interrupt would close the channel in the middle of the write: it has to wait.
        boolean interrupted = Thread.interrupted();
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(newFile);
            createOwnerOnly(newFile);
            write(content);
            Files.move(newFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(newFile, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /**
     * Locks the file against everybody else who locks it, in this process and in others.
     *
     * @return to be closed; null if somebody else has the lock
     */
    public Closeable tryLock() throws IOException {
        Files.createDirectories(file.getParent());
        Path key = file.getParent().toRealPath().resolve(lockFile.getFileName());
        // Looked up first: to close a second channel to the file would release the operating system's lock (POSIX).
        if (!LOCKED.add(key)) {
            return null;
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            // Never deleted: somebody else may have locked it in between.
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // In this process, by somebody else's means.
        } finally {
            if (!locked) {
                unlock(channel, key);
            }
        }
        FileChannel lock = channel;
        return locked ? () -> unlock(lock, key) : null;
    }

    private static void unlock(FileChannel channel, Path key) {
        IOHelper.close(channel);
        LOCKED.remove(key);
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

    /** The lock file, for messages. */
    public Path lockFile() {
        return lockFile;
    }

    /** Why a file operation failed, for messages that name the file themselves. */
    public static String reason(IOException e) {
        String reason = e instanceof FileSystemException fileSystem ? fileSystem.getReason() : e.getMessage();
        return e.getClass().getSimpleName() + (reason == null ? "" : ": " + reason);
    }

    /** The file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
