// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A small file whose content is only ever replaced as a whole.
 * <p>
 * New content is written to a file beside it, forced to disk, and moved over it, so that a crash at any instant leaves the
 * old content or the new one. On POSIX file systems the file is readable by its owner only. Its lock is one of the operating
 * system, on a third file, {@code .lock}, which a crash releases.
 * <p>
 * Symbolic links are followed first: links stay links, the other two files are beside the target, and two names of one file
 * share its lock. While the file is locked, its target stays the same.
 */
public class AtomicFile {

    /** A lock of the file. */
    public interface Lock extends Closeable {

        /** It is going to be released soon: who wants it may wait. */
        void releasing();

        /** Releases it; does nothing the second time. For any thread. */
        @Override
        void close();
    }

    private static final FileAttribute<?> OWNER_ONLY
            = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    // Where the links led when it was locked; null if it is not locked.
    private volatile Path locked;

    /**
     * @param file its directory is made when it is first needed
     */
    public AtomicFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Where the links lead: equal for all names of one file. Not the same for ever, since a link may be changed while nothing
     * uses the file.
     */
    public Path target() throws IOException {
        Path target = locked;
        return target != null ? target : followed();
    }

    private Path followed() throws IOException {
        Path target = Links.follow(file);
        if (target.getParent() == null) {
            throw new FileSystemException(target.toString(), null, "a directory");
        }
        return target;
    }

    private static Path beside(Path target, String extension) {
        return target.resolveSibling(target.getFileName() + extension);
    }

    /**
     * The content; null if there is no such file.
     */
    public byte[] read() throws IOException {
        try {
            return Files.readAllBytes(target());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Replaces the content, on disk. An interrupt does not stop it, and is kept.
     */
    public void replace(byte[] content) throws IOException {
        Path target = target();
        Files.createDirectories(target.getParent());
        // An interrupt closes the channel that is in use, whether it came before or comes meanwhile: then all begins again.
        boolean interrupted = Thread.interrupted();
        try {
            while (!isReplaced(target, content)) {
                interrupted = true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // False if an interrupt came meanwhile, which is cleared.
    private static boolean isReplaced(Path target, byte[] content) throws IOException {
        try {
            replace(target, content);
            return true;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            return false;
        }
    }

    private static void replace(Path target, byte[] content) throws IOException {
        Path newFile = beside(target, ".new");
        Files.deleteIfExists(newFile);
        createOwnerOnly(newFile);
        write(newFile, content);
        Files.move(newFile, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(target.getParent());
    }

    private static void createOwnerOnly(Path path) throws IOException {
        if (isPosix(path)) {
            Files.createFile(path, OWNER_ONLY);
        } else {
            Files.createFile(path);
        }
    }

    private static void write(Path path, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    // The move is durable only once the directory is on disk; where a directory cannot be opened (Windows), the file system
    // sees to that itself.
    private static void forceDirectory(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Locks the file against all others who lock it, in this process and in other ones.
     *
     * @return null if it is locked by another
     */
    public Lock tryLock() throws IOException {
        Path target = followed();
        Files.createDirectories(target.getParent());
        Lock lock = LockFile.tryLock(beside(target, ".lock"));
        if (lock == null) {
            return null;
        }
        locked = target;
        return new Lock() {

            @Override
            public void releasing() {
                lock.releasing();
            }

            @Override
            public void close() {
                // Only once: the file may be locked again by then.
                if (locked == target) {
                    locked = null;
                }
                lock.close();
            }
        };
    }

    /** Whether it is locked in this process by one that said {@link Lock#releasing()}. */
    boolean isReleasing() throws IOException {
        return LockFile.isReleasing(beside(followed(), ".lock"));
    }

    /** The lock file, for messages. */
    public Path lockFile() {
        try {
            return beside(target(), ".lock");
        } catch (IOException e) {
            return beside(file, ".lock");
        }
    }

    /** Why a file operation failed, for messages that name the file themselves. */
    public static String reason(IOException e) {
        String reason = e instanceof FileSystemException fileSystem ? fileSystem.getReason() : e.getMessage();
        return e.getClass().getSimpleName() + (reason == null ? "" : ": " + reason);
    }

    /** The file, by the name it was given. */
    @Override
    public String toString() {
        return file.toString();
    }
}
