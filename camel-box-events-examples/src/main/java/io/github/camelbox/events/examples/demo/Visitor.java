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

/**
 * Somebody who looks at the page: acts on the simulated account and throws faults at the connection. One thing at a time.
 */
final class Visitor implements AutoCloseable {

    static final int BURST = 1000;

    private static final int PAGE = 500;
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    private static final Duration REPEATS = Duration.ofSeconds(10);

    private final BoxSandbox box;
    private final Ledger ledger;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(DaemonThread::new);
    private final Map<String, Runnable> acts = new LinkedHashMap<>();
    private final Map<String, Runnable> faults = new LinkedHashMap<>();
    private int documents;
    private int versions;
    private boolean deleted = true;

    Visitor(BoxSandbox box, Ledger ledger) {
        this.box = box;
        this.ledger = ledger;
        acts.put("upload", () -> {
            deleted = true;
            act(SimulatedAccount::upload);
        });
        acts.put("rename", () -> act((account, name) -> {
            versions++;
            return account.rename(name, "Report " + documents + " v" + versions + ".pdf");
        }));
        acts.put("move", () -> act(SimulatedAccount::move));
        acts.put("comment", () -> act(SimulatedAccount::comment));
        acts.put("delete", () -> {
            act(SimulatedAccount::delete);
            deleted = true;
        });
        acts.put("burst", this::burst);
        faults.put("cut", this::cut);
        faults.put("limit", () -> nextFetch(Fault.rateLimited("3")));
        faults.put("error", () -> nextFetch(Fault.status(500), Fault.status(500)));
        faults.put("silence", () -> nextFetch(Fault.silence(Duration.ofMinutes(1))));
        faults.put("restart", this::restart);
        faults.put("token", this::expireToken);
        faults.put("repeats", this::repeats);
    }

    Set<String> acts() {
        return acts.keySet();
    }

    Set<String> faults() {
        return faults.keySet();
    }

    synchronized void act(String name) {
        acts.get(name).run();
    }

    synchronized void fault(String name) {
        faults.get(name).run();
    }

    // On the file of the last act, or on a new one.
    private void act(BiFunction<SimulatedAccount, String, String> act) {
        if (deleted) {
            deleted = false;
            documents++;
            versions = 1;
        }
        String name = "Report " + documents + ".pdf";
        ledger.happens(() -> List.of(act.apply(box.account(), name)), true);
    }

    private void burst() {
        // The account has one event a page until now, for the sake of what the demo prints.
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

    private void nextFetch(Fault... answers) {
        box.next(Call.EVENTS, answers);
        fetchSoon();
    }

    // On a quiet account, the next page would be asked for in ten minutes.
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
