// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;

/** One after another, what operators meet: each shows in health, a meter and an alert, and ends by itself with its cause. */
final class Outages {

    private final BoxSandbox box;
    private final SmallDisk disk;
    private final RunningApplication running;
    private final Watch watch;
    private final Trial trial;
    private final StringBuilder report = new StringBuilder();
    // What was firing when it was asked last; Awaitility asks in a thread of its own.
    private volatile List<String> firing = List.of();

    Outages(BoxSandbox box, SmallDisk disk, RunningApplication running, Watch watch, Trial trial) {
        this.box = box;
        this.disk = disk;
        this.running = running;
        this.watch = watch;
        this.trial = trial;
    }

    /**
     * @param reason    how the health begins to say why
     * @param operation of the meter of failures
     * @param alerts    those that fire
     */
    private record Outage(String name, Step begin, Step end, String reason, String operation, List<String> alerts) {
    }

    private interface Step {
        void take() throws Exception;
    }

    /** The result of each, by its name. */
    Map<String, String> run(Path file) throws Exception {
        Map<String, String> results = new TreeMap<>();
        Outage full = new Outage("disk", disk::fill, disk::makeRoom, "Cannot write the position file", "store",
                List.of("BoxEventsDown", "BoxEventsFailuresRepeating store"));
        results.put("503", run(new Outage("503", () -> box.always(Call.EVENTS, Fault.status(503)), box::clearFaults,
                "GET /events failed with 503 Service Unavailable", "fetch", List.of("BoxEventsDown"))));
        results.put("401", run(new Outage("401", () -> box.always(Call.EVENTS, Fault.unauthorized()), box::clearFaults,
                "GET /events failed with 401 Unauthorized", "fetch", List.of("BoxEventsDown"))));
        results.put("disk", disk.isMounted() ? run(full) : "skipped");
        results.put("token", run(new Outage("token", this::hang, box::clearFaults,
                "the request for an access token", "token", List.of("BoxEventsDown"))));
        Files.writeString(file, report);
        return results;
    }

    /** A new token is needed, and whoever should give it accepts the request and says nothing. */
    private void hang() {
        box.always(Call.TOKEN, Fault.silence(Duration.ofMinutes(5)));
        box.tokens().revokeAccessTokens();
    }

    private String run(Outage outage) throws Exception {
        String label = "operation=\"" + outage.operation() + "\"";
        double before = failures(label);
        String upload = "During-" + outage.name() + ".docx";
        outage.begin().take();
        box.account().upload(upload);
        await(outage.name() + ": health that is down and says why for each route", () -> {
            List<String> reasons = watch.reasons();
            return reasons.size() == trial.checks() && reasons.stream().allMatch(reason -> reason.startsWith(outage.reason()));
        });
        await(outage.name() + ": meters that say so", () -> watch.meter("box_events_up", "").stream().map(Watch::value).toList()
                .equals(List.of(0.0, 0.0)) && failures(label) >= before + 2);
        if (watch.hasPrometheus()) {
            // Of both routes.
            await(outage.name() + ": alert", () -> {
                firing = watch.firing();
                return outage.alerts().stream().allMatch(alert -> count(firing, alert) == 2);
            });
        }
        say("%s%n  health  %s", outage.name(), watch.reasons().get(0));
        say("  meter   %s", watch.meter("box_events_up", "").get(0));
        say("  meter   %s", watch.meter("box_events_failures_total", label).get(0));
        say("  alert   %s", watch.hasPrometheus() ? String.join(", ", firing) : "not asked: no prometheus");

        long start = System.nanoTime();
        outage.end().take();
        await(outage.name() + ": recovery", () -> watch.isUp()
                && watch.meter("box_events_up", "").stream().allMatch(line -> Watch.value(line) == 1)
                && count(watch.firing(), "BoxEventsDown") == 0);
        trial.arrives(upload, box, running);
        say("  over    health UP, %s, no BoxEventsDown, event delivered by both routes, after %.1f s",
                watch.meter("box_events_up", "").get(0), (System.nanoTime() - start) / 1e9);
        return watch.hasPrometheus() ? Trial.OK : "no alert";
    }

    /** The failures of an operation, of both routes. */
    private double failures(String label) throws Exception {
        return watch.meter("box_events_failures_total", label).stream().mapToDouble(Watch::value).sum();
    }

    private static long count(List<String> firing, String alert) {
        return firing.stream().filter(line -> line.startsWith(alert + " ")).count();
    }

    private void await(String what, Callable<Boolean> condition) {
        Trial.await(what, running, condition);
    }

    private void say(String format, Object... values) {
        report.append(format.formatted(values)).append('\n');
    }
}
