// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import io.github.camelbox.events.sandbox.SimulatedAccount;

/**
 * The sandbox on this machine, in whose account five users work on documents. The events are kept in a file, so that the stream
 * resumes where it was when the sandbox is started again.
 */
public final class SimulatedAccountAtWork implements AutoCloseable {

    /** How many things happen between two runs. */
    static final int MEANWHILE = 5;

    private static final int USERS = 5;
    private static final List<String> DOCUMENTS = List.of("Contract %d.docx", "Invoice %d.pdf", "Minutes %d.boxnote");
    // What happens to every document, in this order.
    private static final List<BiFunction<SimulatedAccount, String, String>> ACTIVITIES = List.of(
            SimulatedAccount::upload, SimulatedAccount::preview, SimulatedAccount::comment, SimulatedAccount::share,
            SimulatedAccount::download, SimulatedAccount::move, (account, name) -> account.rename(name, "Final " + name),
            SimulatedAccount::delete);

    private final BoxSandbox box;
    private final Ledger ledger;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private boolean listenedTo;
    private volatile boolean paused;

    /**
     * @param eventFile where the events are kept
     */
    public SimulatedAccountAtWork(Path eventFile) {
        // A page per event, so that every line of the demo shows a position of its own.
        box = open(eventFile).pageLimit(1);
        ledger = new Ledger(box::eventCount);
    }

    /** A sandbox that keeps its events in a file. It has the port of the last run, since a stored position belongs to it. */
    static BoxSandbox open(Path eventFile) {
        Path portFile = eventFile.resolveSibling("simulated.port");
        BoxSandbox sandbox = new BoxSandbox().eventFile(eventFile);
        try {
            if (Files.exists(portFile)) {
                sandbox.port(Integer.parseInt(Files.readString(portFile)));
            }
            sandbox.start();
            Files.createDirectories(portFile.getParent());
            Files.writeString(portFile, Integer.toString(URI.create(sandbox.baseUrl()).getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sandbox;
    }

    public BoxSandbox box() {
        return box;
    }

    /** What has happened in the account since it was opened. */
    Ledger ledger() {
        return ledger;
    }

    /** How many events precede this position, 0 if it is none. A position of Box does not tell, one of the sandbox does. */
    long eventsBefore(String position) {
        try {
            return Long.parseLong(position) - Long.parseLong(box.positionAfter(0));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether the users rest. */
    void pause(boolean rest) {
        paused = rest;
    }

    boolean isPaused() {
        return paused;
    }

    /**
     * Lets happen what happened since the last run. To be called before the route starts.
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

    /** Lets that much have happened before the first run, and makes pages as long as those of Box. */
    void history(int events) {
        box.pageLimit(500);
        if (box.eventCount() == 0) {
            box.backlog(events);
        }
    }

    /** From now on, a few things happen every second, as soon as the route listens. */
    public void startWork() {
        clock.scheduleWithFixedDelay(this::work, 500, 400, TimeUnit.MILLISECONDS);
    }

    private void work() {
        listenedTo = listenedTo || box.openLongPolls() > 0 || box.requests(Call.EVENTS).stream().anyMatch(this::isOfEnterprise);
        if (listenedTo && !paused) {
            act();
        }
    }

    // The streams of an enterprise have no long poll.
    private boolean isOfEnterprise(SandboxRequest request) {
        return String.valueOf(request.query("stream_type")).startsWith("admin_logs")
                && !"now".equals(request.query("stream_position"));
    }

    private void act() {
        long n = box.eventCount();
        int document = (int) (n % DOCUMENTS.size());
        int step = (int) (n / DOCUMENTS.size() % ACTIVITIES.size());
        long round = n / DOCUMENTS.size() / ACTIVITIES.size() + 1;
        ledger.happens(() -> List.of(ACTIVITIES.get(step).apply(
                box.account().as((int) (n % USERS)), DOCUMENTS.get(document).formatted(round))), false);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        box.close();
    }
}
