// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.Account;
import io.github.camelbox.events.benchmark.server.BenchmarkServer;

/** What a stream costs, the more of them there are in one process: a route for each of many users. */
final class StreamsScenario implements Scenario {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 24;
    static final String DEFAULT = VIRTUAL ? "100,1000,2500,5000,10000" : "100,250,500";

    private static final int IDLE_SECONDS = 20;
    private static final int WARM_UP = 200;
    private static final int EVENTS = 400;

    @Override
    public Section run(Options options, BenchmarkServer server) throws IOException, InterruptedException {
        Section section = new Section(VIRTUAL ? "streams-virtual" : "streams",
                "Many streams in one process: " + (VIRTUAL ? "virtual" : "platform") + " threads");
        Table table = new Table("streams", "all wait after s", "ms per stream", "CPU ms per stream", "heap KB per stream",
                "resident MB", "idle: CPU of a core", "OPTIONS + GET in that time", "long polls",
                "event on one of them: p50 ms", "p99", "stop s");
        List<String> jvm = new ArrayList<>(options.jvm());
        jvm.add("-Xmx4g");
        jvm.add("-Dcamel.threads.virtual.enabled=" + VIRTUAL);
        for (int streams : options.streams()) {
            measure(streams, jvm, server, table);
        }
        section.add(table);
        return section;
    }

    private static void measure(int streams, List<String> jvm, BenchmarkServer server, Table table)
            throws IOException, InterruptedException {
        String prefix = "streams" + streams + "-";
        List<Account> accounts = IntStream.range(0, streams).mapToObj(i -> server.account(prefix + i)).toList();
        try (ClientProcess client = new ClientProcess(jvm, ClientKind.COMPONENT, server.url(prefix, false), streams)) {
            client.ask("prepare");
            double heap = client.ask("memory").path("heapBytes").asDouble();
            double cpu = cpuSeconds(client);
            long start = System.nanoTime();
            client.ask("start");
            awaitPolls(server, streams);
            double startMillis = millisSince(start);
            double startCpu = cpuSeconds(client) - cpu;
            JsonNode memory = client.ask("memory");

            int api = sum(accounts, Account.Requests::api);
            int polls = sum(accounts, Account.Requests::polls);
            cpu = cpuSeconds(client);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double idleCpu = cpuSeconds(client) - cpu;
            api = sum(accounts, Account.Requests::api) - api;
            polls = sum(accounts, Account.Requests::polls) - polls;

            Samples latencies = latencies(client, server, accounts);
            long stop = System.nanoTime();
            client.ask("stop");
            table.row(Samples.number(streams), Samples.number(startMillis / 1000, 1), Samples.number(startMillis / streams, 2),
                    Samples.number(1000 * startCpu / streams, 2),
                    Samples.number((memory.path("heapBytes").asDouble() - heap) / streams / 1000),
                    Samples.number(memory.path("residentBytes").asDouble() / 1e6),
                    Samples.number(100 * idleCpu / IDLE_SECONDS, 2) + " %", api, polls, Samples.number(latencies.median(), 1),
                    Samples.number(latencies.percentile(99), 1), Samples.number(millisSince(stop) / 1000, 1));
        }
        accounts.forEach(account -> account.reset(0));
    }

    /** Milliseconds from event to route, one event after the other, each on a stream that is picked at random. */
    private static Samples latencies(ClientProcess client, BenchmarkServer server, List<Account> accounts)
            throws IOException, InterruptedException {
        Random random = new Random(1);
        List<Long> appended = new ArrayList<>();
        for (int i = 0; i < WARM_UP + EVENTS; i++) {
            Account account = accounts.get(random.nextInt(accounts.size()));
            account.append(1);
            appended.add(account.appendedAt().get(account.appendedAt().size() - 1));
            awaitPolls(server, accounts.size());
            TimeUnit.MILLISECONDS.sleep(20);
        }
        JsonNode arrived = client.ask("report").path("times");
        if (arrived.size() != appended.size()) {
            throw new IllegalStateException(arrived.size() + " of " + appended.size() + " events arrived");
        }
        return new Samples(IntStream.range(WARM_UP, appended.size())
                .mapToDouble(i -> (arrived.path(i).asLong() - appended.get(i)) / 1000.0));
    }

    private static void awaitPolls(BenchmarkServer server, int streams) throws InterruptedException {
        while (server.openPolls() < streams) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static int sum(List<Account> accounts, ToIntFunction<Account.Requests> value) {
        return accounts.stream().map(Account::requests).mapToInt(value).sum();
    }

    private static double cpuSeconds(ClientProcess client) throws IOException {
        return client.ask("report").path("cpuSeconds").asDouble();
    }

    private static double millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }
}
