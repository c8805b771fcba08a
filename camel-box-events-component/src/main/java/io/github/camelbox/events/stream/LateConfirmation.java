// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;

import io.github.camelbox.events.box.Deadline;

/**
 * Puts off the {@code GET} that only confirms that a page was the last, where that is safe: after a wake-up whose first page is
 * small, the long poll is opened at once, and the confirming page is fetched when that poll has been quiet for a second. So a
 * trickle of events costs one {@code GET} each, and a wake-up that Box fails to send makes an event late by a second.
 * <p>
 * It watches that the poll deserves the trust: if the confirming page has a new event and the poll stays silent for another 5
 * s, three times in a row, pages are confirmed at once for an hour. Owned by the thread that runs the stream.
 */
final class LateConfirmation {

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration BACKLOG = Duration.ofMillis(50);
    private static final Duration DISTRUST = Duration.ofHours(1);
    private static final int SILENCES = 3;

    private final int smallPage;
    private boolean woken;
    private Deadline quiet;
    private boolean confirming;
    private Deadline silence = Deadline.never();
    private int silences;
    private Deadline distrusted = Deadline.in(Duration.ZERO);

    LateConfirmation(int eventsPerPage) {
        this.smallPage = Math.max(1, eventsPerPage / 10);
    }

    /** A wake-up begins a drain. A poll that returns at once tells of a backlog in short pages. */
    void wokenUp(Duration held) {
        if (silence.isFinite()) {
            // It has told of what the confirming page brought.
            silences = 0;
        }
        reset();
        woken = held.compareTo(BACKLOG) >= 0 && distrusted.hasPassed();
    }

    /** Whether the confirmation of a page with so many events, which was just drained and brought the stream on, is put off. */
    boolean putOff(int events, boolean allowed) {
        boolean putsOff = woken && allowed && events <= smallPage;
        woken = false;
        quiet = putsOff ? Deadline.never() : quiet;
        return putsOff;
    }

    /** The long poll is open. */
    void pollOpened() {
        if (quiet != null) {
            quiet = Deadline.in(QUIET);
        }
    }

    /** Whether the last page has not been confirmed. */
    boolean isPending() {
        return quiet != null;
    }

    /** When the thread that waits for the poll must look here again. */
    Deadline next() {
        return quiet != null ? quiet : silence;
    }

    /** The poll has been quiet: whether the confirming page must be fetched now. */
    boolean begin() {
        confirming = quiet != null && quiet.hasPassed();
        quiet = confirming ? null : quiet;
        return confirming;
    }

    /** A page was fetched that has, or has not, an event of which the open poll must tell. */
    void fetched(boolean hasNews) {
        if (confirming && hasNews) {
            silence = Deadline.in(SILENCE);
        }
    }

    /** The drain has ended. */
    void drained() {
        woken = false;
        confirming = false;
    }

    /** Whether the open poll has not told of what the confirming page brought, and should be replaced by another. */
    boolean isSilent() {
        return silence.hasPassed();
    }

    /** Counts a silent poll: whether pages are confirmed at once from now on. */
    boolean silent() {
        silence = Deadline.never();
        if (++silences < SILENCES) {
            return false;
        }
        silences = 0;
        distrusted = Deadline.in(DISTRUST);
        return true;
    }

    /** Whatever was put off is covered by a full drain. */
    void reset() {
        woken = false;
        quiet = null;
        confirming = false;
        silence = Deadline.never();
    }
}
