// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.SimulatedAccount;

/**
 * A stand-in for Box on this machine, in whose account five users work on documents. What happened is kept in a file, so
 * that the stream goes on where it was when the stand-in is started again.
 */
public final class SimulatedAccountAtWork implements AutoCloseable {

    /** How many things happen between two runs. */
    static final int MEANWHILE = 5;

    private static final int USERS = 5;
    private static final List<String> DOCUMENTS = List.of("Contract %d.docx", "Invoice %d.pdf", "Minutes %d.boxnote");
    // What happens to every document, in this order.
    private static final List<BiFunction<SimulatedAccount, String, String>> ACTS = List.of(
            SimulatedAccount::upload, SimulatedAccount::preview, SimulatedAccount::comment, SimulatedAccount::share,
            SimulatedAccount::download, SimulatedAccount::move, (account, name) -> account.rename(name, "Final " + name),
            SimulatedAccount::delete);

    private final BoxSandbox box;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private boolean listenedTo;
    private volatile boolean paused;
    private volatile Ledger ledger;

    /**
     * @param eventFile where the events are kept
     */
    public SimulatedAccountAtWork(Path eventFile) {
        // A page per event, so that every line of the demo shows a position of its own.
        box = new BoxSandbox().eventFile(eventFile).pageLimit(1).start();
    }

    public String baseUrl() {
        return box.baseUrl();
    }

    public String accessToken() {
        return box.accessToken();
    }

    /** The stand-in for Box. */
    public BoxSandbox box() {
        return box;
    }

    /** How many events lie before this position, 0 if it is none: Box's positions say nothing of that, the stand-in's do. */
    public long eventsBefore(String position) {
        try {
            return Long.parseLong(position) - Long.parseLong(box.positionAfter(0));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** From now on, what happens is noted there. */
    public void noteIn(Ledger newLedger) {
        ledger = newLedger;
    }

    /** Whether the users rest. */
    public void pause(boolean rest) {
        paused = rest;
    }

    /** Whether they do. */
    public boolean isPaused() {
        return paused;
    }

    /**
     * Makes up for the time between the last run and this one: to be called before anybody listens.
     *
     * @return whether there was a last run
     */
    public boolean catchUp() {
        boolean again = box.eventCount() > 0;
        for (int i = 0; again && i < MEANWHILE; i++) {
            act();
        }
        return again;
    }

    /** From now on, as soon as somebody listens, a few things happen every second. */
    public void startWork() {
        clock.scheduleWithFixedDelay(this::work, 500, 400, TimeUnit.MILLISECONDS);
    }

    private void work() {
        listenedTo |= box.openLongPolls() > 0;
        if (listenedTo && !paused) {
            act();
        }
    }

    private void act() {
        long n = box.eventCount();
        int document = (int) (n % DOCUMENTS.size());
        int step = (int) (n / DOCUMENTS.size() % ACTS.size());
        long round = n / DOCUMENTS.size() / ACTS.size() + 1;
        Supplier<List<String>> act = () -> List.of(ACTS.get(step).apply(
                box.account().as((int) (n % USERS)), DOCUMENTS.get(document).formatted(round)));
        if (ledger == null) {
            act.get();
        } else {
            ledger.happens(act);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        box.close();
    }
}
