// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A lock of the operating system on a file that exists for this alone. A crash releases it. The file is never deleted, since
 * another process may have locked it in between.
 * <p>
 * A POSIX lock belongs to the process, which loses it when it closes <em>any</em> channel to the file. So not even a second
 * channel must be opened in this process: what is locked is noted in the system properties, which all class loaders share,
 * before the file is touched.
 */
final class LockFile implements AtomicFile.Lock {

    private static final String PREFIX = "io.github.camelbox.events.locked:";
    // The owner of a lock that is about to be released.
    private static final String RELEASING = "releasing";

    private volatile String owner = UUID.randomUUID().toString();
    private final List<String> names = new ArrayList<>();
    private FileChannel channel;

    private LockFile() {
    }

    /**
     * Locks the file against all others in this process and in other ones.
     *
     * @param  file of an existing directory; made if it does not exist
     * @return      to be closed, by any thread; null if the file is locked by another
     */
    static LockFile tryLock(Path file) throws IOException {
        LockFile lock = new LockFile();
        boolean locked = false;
        try {
            locked = lock.lock(file);
        } finally {
            if (!locked) {
                lock.close();
            }
        }
        return locked ? lock : null;
    }

    private boolean lock(Path file) throws IOException {
        if (!take(path(file))) {
            return false;
        }
        create(file);
        // The path names it even if it is deleted while it is locked, the inode even if it is mounted twice.
        Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (inode != null && !take(inode)) {
            return false;
        }
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Locked in this process, but not by this class.
            return false;
        }
    }

    /** Whether the file is locked in this process by one that is about to release it. */
    static boolean isReleasing(Path file) throws IOException {
        return RELEASING.equals(System.getProperty(name(path(file))));
    }

    private static Path path(Path file) throws IOException {
        return file.getParent().toRealPath().resolve(file.getFileName());
    }

    private static String name(Object identity) {
        return PREFIX + identity;
    }

    private boolean take(Object identity) {
        names.add(name(identity));
        return System.getProperties().putIfAbsent(name(identity), owner) == null;
    }

    // Does not open it if it exists.
    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // As usual.
        }
    }

    @Override
    public void releasing() {
        names.forEach(name -> System.getProperties().replace(name, owner, RELEASING));
        owner = RELEASING;
    }

    /** Releases the lock; does nothing the second time. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is closed all the same, and nothing was written to it.
        } finally {
            // What another has taken has another owner.
            names.forEach(name -> System.getProperties().remove(name, owner));
        }
    }
}
