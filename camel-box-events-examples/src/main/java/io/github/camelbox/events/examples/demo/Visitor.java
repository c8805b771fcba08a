// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SimulatedAccount;

/** What the buttons of the page do: act on the simulated account and break the connection. One at a time. */
final class Visitor implements AutoCloseable {

    static final int BURST = 1000;

    private static final int PAGE = 500;
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    private static final Duration REPEATS = Duration.ofSeconds(10);

    private final BoxSandbox box;
    private final Ledger ledger;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(DaemonThread::new);
    private final Map<String, Runnable> activities = new LinkedHashMap<>();
    private final Map<String, Runnable> faults = new LinkedHashMap<>();
    private int documents;
    private int versions;
    private boolean deleted = true;

    Visitor(BoxSandbox box, Ledger ledger) {
        this.box = box;
        this.ledger = ledger;
        activities.put("upload", () -> {
            deleted = true;
            act(SimulatedAccount::upload);
        });
        activities.put("rename", () -> act((account, name) -> {
            versions++;
            return account.rename(name, "Report " + documents + " v" + versions + ".pdf");
        }));
        activities.put("move", () -> act(SimulatedAccount::move));
        activities.put("comment", () -> act(SimulatedAccount::comment));
        activities.put("delete", () -> {
            act(SimulatedAccount::delete);
            deleted = true;
        });
        activities.put("burst", this::burst);
        faults.put("cut", this::cut);
        faults.put("limit", () -> nextFetch(Fault.rateLimited("3")));
        faults.put("error", () -> nextFetch(Fault.status(500), Fault.status(500)));
        faults.put("silence", () -> nextFetch(Fault.silence(Duration.ofMinutes(1))));
        faults.put("restart", this::restart);
        faults.put("token", this::expireToken);
        faults.put("repeats", this::repeats);
    }

    Set<String> activities() {
        return activities.keySet();
    }

    Set<String> faults() {
        return faults.keySet();
    }

    synchronized void act(String name) {
        activities.get(name).run();
    }

    synchronized void fault(String name) {
        faults.get(name).run();
    }

    // On the file of the last activity, or on a new one.
    private void act(BiFunction<SimulatedAccount, String, String> activity) {
        if (deleted) {
            deleted = false;
            documents++;
            versions = 1;
        }
        String name = "Report " + documents + ".pdf";
        ledger.happens(() -> List.of(activity.apply(box.account(), name)), true);
    }

    private void burst() {
        // Until now, a page has one event, so that the demo prints a position for each.
        box.pageLimit(PAGE);
        ledger.happens(() -> box.account().burst(BURST), true);
    }

    private void cut() {
        if (box.openLongPolls() == 0) {
            box.next(Call.LONG_POLL, Fault.reset());
        } else {
            box.answerLongPolls(Fault.reset());
        }
    }

    private void nextFetch(Fault... faultsInTurn) {
        box.next(Call.EVENTS, faultsInTurn);
        fetchSoon();
    }

    // On a quiet account, the next page would be fetched in ten minutes.
    private void fetchSoon() {
        box.answerLongPolls(Fault.message("reconnect"));
    }

    private void restart() {
        if (box.isRunning()) {
            box.stop();
            later.schedule(box::start, OUTAGE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void expireToken() {
        box.tokens().revokeAccessTokens();
        fetchSoon();
    }

    private void repeats() {
        box.overlap(3);
        later.schedule(() -> box.overlap(0), REPEATS.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
