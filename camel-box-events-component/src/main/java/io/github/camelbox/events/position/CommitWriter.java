// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;

/**
 * Stores what the {@link CommitLog} says is done: first the ids of the events, then the position. One thread at a time; of
 * positions that are done meanwhile, the last. If another consumer has moved the position, the {@link CommitLog} follows.
 * Thread-safe.
 */
public final class CommitWriter {

    private final CommitLog log;
    private final DuplicateFilter delivered;
    private final BoundedStore store;
    private final Consumer<String> onForeignWrite;
    private final Gate gate;
    private final ReentrantLock writing = new ReentrantLock();

    // Guarded by the lock.
    private final Fencing fencing;
    // Found by a thread that does not run the stream, for the one that does.
    private volatile PositionStoreException failure;

    /**
     * @param stored         what was read from the store; null if there was nothing
     * @param onForeignWrite told in one line that another consumer has written
     */
    public CommitWriter(CommitLog log, DuplicateFilter delivered, BoundedStore store, String stored,
            Consumer<String> onForeignWrite, Gate gate) {
        this.log = log;
        this.delivered = delivered;
        this.store = store;
        this.fencing = new Fencing(store, stored);
        this.onForeignWrite = onForeignWrite;
        this.gate = gate;
    }

    /**
     * Stores what has to be, and waits for another thread that does. For the thread that runs the stream, before it hands out
     * another event.
     *
     * @throws PositionStoreException if it cannot be stored, or another thread has just found so
     */
    public void flush() throws PositionStoreException {
        PositionStoreException found = failure;
        if (found != null) {
            failure = null;
            throw found;
        }
        if (isFlushed() || gate.isEnded()) {
            return;
        }
        writing.lock();
        try {
            write();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Stores what has to be, unless another thread does. For a thread that has just seen an event done.
     *
     * @return false if the thread that runs the stream must look: it cannot be stored, which {@link #flush} is going to throw,
     *         or another consumer has moved the position
     */
    public boolean tryFlush() {
        boolean restarting = log.isRestarting();
        // The thread that writes looks again after it has let the lock go.
        while (!gate.isEnded() && !isFlushed() && writing.tryLock()) {
            try {
                write();
            } catch (PositionStoreException e) {
                failure = e;
                return false;
            } catch (CancelledException e) {
                // The subscription has ended meanwhile, and stores nothing more.
                return true;
            } finally {
                writing.unlock();
            }
        }
        return restarting || !log.isRestarting();
    }

    /** Whether {@link #flush} is going to throw. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** As {@link #tryFlush}, but waits for another thread that does: whether all is stored. */
    public boolean isStored() {
        if (failure == null && isFlushed()) {
            return true;
        }
        writing.lock();
        try {
            // Not before the other thread has found out.
            return !hasFailed() && tryFlush() && isFlushed();
        } finally {
            writing.unlock();
        }
    }

    /** Whether nothing has to be stored. */
    public boolean isFlushed() {
        return log.isFlushed();
    }

    private void write() throws PositionStoreException {
        for (String id = log.pendingId(); id != null; id = log.pendingId()) {
            delivered.add(id);
            log.remembered();
        }
        String position = log.pendingPosition();
        if (position != null) {
            store(position);
        }
        failure = null;
        gate.signal();
    }

    private void store(String position) throws PositionStoreException {
        boolean done = fencing.store(position);
        if (!done && fencing.stored() == null) {
            onForeignWrite.accept("The stream position was removed from " + place() + ": storing " + position + " again");
            done = fencing.store(position);
        }
        if (done) {
            log.stored(position);
            return;
        }
        String found = fencing.stored();
        if (found == null) {
            throw new PositionStoreException("There is no stream position in " + place() + ", but it cannot be stored either,"
                    + " as if there were one: check the store");
        }
        boolean known = log.overtaken(found);
        onForeignWrite.accept("Another consumer has stored the position " + found + " in " + place() + ": "
                + (known ? "what came before it is done" : "continuing from there")
                + ". Run one consumer at a time for each position, or give each a positionKey of its own");
    }

    private String place() {
        return store.store().describe();
    }

    /** Waits until the last write has returned, and so has released what {@link PositionStore#close} could not. */
    public void awaitReturn(Deadline deadline) {
        store.bean().awaitReturn(deadline);
    }

    /**
     * What the next subscription must know; null if there is nothing. For the end of the subscription: does not wait for a
     * write that hangs, but takes it for failed.
     */
    public HeldPosition held() {
        String position = log.pendingPosition();
        Set<String> done = log.done();
        return position == null && done.isEmpty() ? null : new HeldPosition(fencing.stored(), position, done);
    }
}
