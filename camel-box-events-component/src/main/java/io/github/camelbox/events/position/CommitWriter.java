// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.UserBean;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;

/**
 * Stores what the {@link CommitLog} says is done: first the ids of the events, then the position. One thread at a time; of
 * positions that are done meanwhile, the last. Thread-safe.
 */
public final class CommitWriter {

    private final CommitLog log;
    private final DuplicateFilter delivered;
    private final PositionStore store;
    private final UserBean bean;
    private final Gate gate;
    private final ReentrantLock writing = new ReentrantLock();

    // Written under the lock.
    private volatile String stored;
    // Found by a thread that does not run the stream, for the one that does.
    private volatile PositionStoreException failure;

    /**
     * @param store  claimed by the caller
     * @param bean   calls the store
     * @param stored what is stored now; null for nothing
     * @param gate   ends the waiting for the store
     */
    public CommitWriter(CommitLog log, DuplicateFilter delivered, PositionStore store, UserBean bean, String stored, Gate gate) {
        this.log = log;
        this.delivered = delivered;
        this.store = store;
        this.bean = bean;
        this.stored = stored;
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
        if (!isPending() || gate.isEnded()) {
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
     * @return false if it cannot be stored, which {@link #flush} is going to throw
     */
    public boolean tryFlush() {
        // The thread that writes looks again after it has let the lock go.
        while (!gate.isEnded() && isPending() && writing.tryLock()) {
            try {
                write();
            } catch (PositionStoreException e) {
                failure = e;
                return false;
            } finally {
                writing.unlock();
            }
        }
        return true;
    }

    private boolean isPending() {
        return log.pendingId() != null || log.pendingPosition() != null;
    }

    /** Whether nothing has to be stored. */
    public boolean isFlushed() {
        return !isPending();
    }

    private void write() throws PositionStoreException {
        for (String id = log.pendingId(); id != null; id = log.pendingId()) {
            delivered.add(id);
            log.remembered();
        }
        String position = log.pendingPosition();
        if (position != null) {
            replace(position);
            stored = position;
            log.stored(position);
        }
        gate.signal();
    }

    private void replace(String position) throws PositionStoreException {
        try {
            String expected = stored;
            boolean replaced = bean.call(gate::awaitEnd, () -> store.replace(expected, position));
            if (!replaced) {
                throw new PositionStoreException("The stream position in " + store.describe()
                                                 + " was changed by another consumer: give each a positionKey of its own");
            }
        } catch (UserBean.FailedException e) {
            if (e.getCause() instanceof PositionStoreException known) {
                throw known;
            }
            throw new PositionStoreException(
                    "Cannot store the stream position in " + store.describe() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The position that could not be stored; null if there is none. For the end of the subscription: does not wait for a write
     * that hangs, but takes it for failed.
     */
    public HeldPosition held() {
        String position = log.pendingPosition();
        return position == null ? null : new HeldPosition(stored, position);
    }
}
