// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.Deadline;

/** Held by the thread that runs the stream. */
final class Turn extends ReentrantLock {

    private static final long serialVersionUID = 1;

    /**
     * @param fair callers come and go, and each must get its turn; the threads of a route are all alike
     */
    Turn(boolean fair) {
        super(fair);
    }

    /** Waits for it; false if the deadline has passed first. An interrupt has to wait: a route may have left it behind. */
    boolean await(Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
