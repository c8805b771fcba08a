// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Locale;

import io.github.camelbox.events.box.BoxEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a stream is that catches up with a backlog, or reads a history: a line of the log every half minute, and one when it
 * has caught up, if it took that long. Owned by the thread that runs the stream, but for {@link #progress}.
 */
public final class CatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final String label;
    private final StreamSettings settings;
    private final InstantSource clock;
    private long nextLine;

    // Read by any thread.
    private volatile Instant began;
    private volatile boolean isShown;
    private volatile int pages;
    private volatile long events;
    private volatile BoxEvent last;

    public CatchUp(String label, StreamSettings settings, InstantSource clock) {
        this.label = label;
        this.settings = settings;
        this.clock = clock;
    }

    /** The stream is in another state. */
    public void entered(StreamState state) {
        switch (state) {
            case DRAINING -> {
                if (began == null) {
                    nextLine = clock.millis() + INTERVAL.toMillis();
                    began = clock.instant();
                }
            }
            case CONNECTING, WAITING -> {
                if (isShown) {
                    LOG.info("{}: caught up: {} events in {}", label, events,
                            StreamReporter.seconds(Duration.between(began, clock.instant())));
                }
                reset();
            }
            case SUSPENDED, STOPPED -> reset();
            default -> {
                // After a failure, it continues.
            }
        }
    }

    private void reset() {
        began = null;
        isShown = false;
        pages = 0;
        events = 0;
        last = null;
    }

    /** The events of a page come next, if it has any. */
    public void opened(boolean hasEvents) {
        if (hasEvents) {
            pages++;
        }
    }

    /** An event is handed to the route, or left out. */
    public void passed(BoxEvent event, boolean isHandedOut) {
        if (began == null) {
            return;
        }
        last = event;
        if (isHandedOut) {
            events++;
        }
        if (clock.millis() >= nextLine) {
            isShown = true;
            nextLine = clock.millis() + INTERVAL.toMillis();
            LOG.info("{}: catching up: {}", label, describe(began, last));
        }
    }

    /** How far it is, in words; null while there is no backlog: it begins with the second page in a row. */
    public String progress() {
        Instant since = began;
        BoxEvent reached = last;
        return since == null || reached == null || pages < 2 && !isShown ? null : describe(since, reached);
    }

    private String describe(Instant since, BoxEvent reached) {
        double seconds = Math.max(1, Duration.between(since, clock.instant()).toMillis()) / 1000.0;
        String text = String.format(Locale.ROOT, "%d events so far, %.1f a second", events, events / seconds);
        OffsetDateTime created = reached.getCreatedTime();
        return created == null ? text : text + ", up to " + created.toInstant() + share(created.toInstant());
    }

    private String share(Instant reached) {
        if (settings.begin() == null || settings.end() == null || !settings.begin().isBefore(settings.end())) {
            return "";
        }
        double share = (double) Duration.between(settings.begin(), reached).toSeconds()
                       / Math.max(1, Duration.between(settings.begin(), settings.end()).toSeconds());
        return String.format(Locale.ROOT, ", %.0f%% of the history", 100 * Math.max(0, Math.min(1, share)));
    }
}
