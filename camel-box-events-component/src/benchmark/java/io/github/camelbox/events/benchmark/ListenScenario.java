// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.Account;
import io.github.camelbox.events.benchmark.server.BenchmarkServer;
import io.github.camelbox.events.benchmark.server.Link;

/** How late clients have events that come as planned, and with how many requests. Each listens to an account of its own. */
final class ListenScenario implements Scenario {

    private static final ClientKind BASELINE = ClientKind.TREE;
    // How long clients may take for what is missing when the plan is done.
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String key;
    private final String title;
    private final Link link;
    private final Function<Options, Plan> plan;
    private final int apartMillis;
    private final int[] warmUps;

    /**
     * @param title       has the number of events for {@code %s}
     * @param link        how the clients reach the server
     * @param apartMillis from an event of one client to that of the next; 0 to measure one client after the other
     * @param warmUps     how many events each process drains before it listens; one measurement for each number
     */
    ListenScenario(String key, String title, Link link, Function<Options, Plan> plan, int apartMillis, int... warmUps) {
        this.key = key;
        this.title = title;
        this.link = link;
        this.plan = plan;
        this.apartMillis = apartMillis;
        this.warmUps = warmUps;
    }

    /**
     * What a client had.
     *
     * @param latencies  milliseconds from the append of an event to its arrival
     * @param expected   how many events there were
     * @param duplicates how many came more than once
     */
    private record Result(Samples latencies, int expected, int duplicates, Account.Requests requests, double cpuSeconds) {
    }

    @Override
    public Section run(Options options, BenchmarkServer server) throws IOException, InterruptedException {
        Plan events = plan.apply(options);
        Section section = new Section(key, title.formatted(Samples.number(events.events())));
        List<ClientKind> all = options.among(ClientKind.COMPONENT, ClientKind.COMPONENT_UNLIMITED, ClientKind.TREE,
                ClientKind.CAMEL, ClientKind.SDK, ClientKind.SDK_NODELAY, ClientKind.SDKGEN);
        for (int warmUp : warmUps) {
            Map<ClientKind, Result> results = new EnumMap<>(ClientKind.class);
            for (List<ClientKind> together : apartMillis == 0 ? all.stream().map(List::of).toList() : List.of(all)) {
                results.putAll(listen(together, events, warmUp, options, server));
            }
            if (warmUps.length > 1) {
                section.add(warmUp == 0 ? "In a process that has just started:\n"
                        : "In one that has drained " + Samples.number(warmUp) + " events before:\n");
                section.chart("Median latency", results, result -> result.latencies().median(), "ms");
            }
            section.add(table(results));
        }
        return section;
    }

    private Map<ClientKind, Result> listen(List<ClientKind> kinds, Plan events, int warmUp, Options options,
            BenchmarkServer server)
            throws IOException, InterruptedException {
        Map<ClientKind, ClientProcess> clients = new LinkedHashMap<>();
        Map<ClientKind, Double> cpuSeconds = new HashMap<>();
        List<String> jvm = new ArrayList<>(options.jvm());
        jvm.addAll(server.trustOptions());
        try {
            for (ClientKind kind : kinds) {
                ClientProcess client = new ClientProcess(jvm, kind, server.url(kind.key(), link));
                clients.put(kind, client);
                Account account = server.account(kind.key());
                if (warmUp > 0) {
                    // At a page a second.
                    int backlog = kind == ClientKind.SDK ? Math.min(warmUp, 2_000) : warmUp;
                    account.reset(backlog);
                    client.ask("drain " + backlog);
                }
                account.reset(0);
                client.ask("prepare");
                client.ask("start");
                while (account.openPolls() == 0) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
            // The end of the start.
            TimeUnit.SECONDS.sleep(1);
            for (ClientKind kind : kinds) {
                cpuSeconds.put(kind, clients.get(kind).ask("report").path("cpuSeconds").asDouble());
            }
            events.run(kinds.stream().map(kind -> server.account(kind.key())).toList(), apartMillis);
            Map<ClientKind, Result> results = new EnumMap<>(ClientKind.class);
            long until = System.nanoTime() + GRACE_NANOS;
            for (ClientKind kind : kinds) {
                JsonNode report = clients.get(kind).ask("report");
                while (report.path("numbers").size() < events.events() && System.nanoTime() < until) {
                    TimeUnit.MILLISECONDS.sleep(200);
                    report = clients.get(kind).ask("report");
                }
                results.put(kind, result(server.account(kind.key()), report, cpuSeconds.get(kind)));
            }
            return results;
        } finally {
            clients.values().forEach(ClientProcess::close);
        }
    }

    private static Result result(Account account, JsonNode report, double cpuSecondsBefore) {
        List<Long> appended = account.appendedAt();
        Map<Integer, Long> arrived = new HashMap<>();
        int duplicates = 0;
        for (int i = 0; i < report.path("numbers").size(); i++) {
            int number = report.path("numbers").path(i).asInt();
            if (arrived.putIfAbsent(number, report.path("times").path(i).asLong()) != null) {
                duplicates++;
            }
        }
        Samples latencies = new Samples(IntStream.range(0, appended.size()).filter(arrived::containsKey)
                .mapToDouble(number -> (arrived.get(number) - appended.get(number)) / 1000.0));
        return new Result(latencies, appended.size(), duplicates, account.requests(),
                report.path("cpuSeconds").asDouble() - cpuSecondsBefore);
    }

    private Table table(Map<ClientKind, Result> results) {
        Table table = new Table("", "received", "more than once", "round trips, p50", "p99", "p50 ms", "p95", "p99", "max",
                "p50 as a multiple of the bare loop's", "p99", "OPTIONS + GET", "in the busiest minute", "per event",
                "GETs per event", "long polls", "CPU s");
        Samples baseline = results.containsKey(BASELINE) ? results.get(BASELINE).latencies()
                : new Samples(DoubleStream.empty());
        results.forEach((kind, result) -> {
            Samples samples = result.latencies();
            Account.Requests requests = result.requests();
            double events = result.expected();
            table.row(kind.title(), samples.size() + "/" + result.expected(), result.duplicates(),
                    roundTrips(samples.median()), roundTrips(samples.percentile(99)),
                    Samples.number(samples.median(), 1), Samples.number(samples.percentile(95), 1),
                    Samples.number(samples.percentile(99), 1), Samples.number(samples.percentile(100), 1),
                    samples.ratio(baseline), Samples.number(samples.percentile(99) / baseline.percentile(99), 2),
                    Section.apiRequests(requests), requests.busiestMinute(), Samples.number(requests.api() / events, 2),
                    Samples.number(requests.gets() / events, 2), requests.polls(), Samples.number(result.cpuSeconds(), 1));
        });
        return table;
    }

    private String roundTrips(double millis) {
        return Samples.number(link == Link.DISTANT ? millis / link.roundTripMillis() : Double.NaN, 2);
    }
}
