// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.Account;
import io.github.camelbox.events.benchmark.server.BenchmarkServer;
import io.github.camelbox.events.benchmark.server.Link;

/**
 * What a stream costs, the more of them there are in one process: a route for each of many users, on one login or with a login
 * each. What the process costs by itself is what it has with its routes made and one stream at work.
 */
final class StreamsScenario implements Scenario {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 24;
    static final String DEFAULT = VIRTUAL ? "100,1000,2500,5000,10000" : "100,250,500";

    private static final int IDLE_SECONDS = 20;
    private static final int WARM_UP = 200;
    private static final int EVENTS = 400;

    private final ClientKind kind;

    /**
     * @param logins whether each stream has a login of its own
     */
    StreamsScenario(boolean logins) {
        kind = logins ? ClientKind.LOGINS : ClientKind.USERS;
    }

    @Override
    public Section run(Options options, BenchmarkServer server) throws IOException, InterruptedException {
        Section section = new Section(
                (kind == ClientKind.LOGINS ? "streams-logins" : "streams") + (VIRTUAL ? "-virtual" : ""),
                "Many streams in one process: " + kind.title() + ", " + (VIRTUAL ? "virtual" : "platform") + " threads");
        Table table = new Table("streams", "heap KB per stream", "resident KB per stream", "resident MB of all",
                "all wait after s", "CPU ms per stream", "OPTIONS + GET per stream", "in the busiest second",
                "idle: CPU of a core", "OPTIONS + GET in that time", "long polls", "event on one of them: p50 ms", "p99",
                "stop s");
        List<String> jvm = new ArrayList<>(options.jvm());
        // What the start has left is returned to the system.
        jvm.addAll(List.of("-Xmx2g", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30"));
        jvm.add("-Dcamel.threads.virtual.enabled=" + VIRTUAL);
        for (int streams : options.streams()) {
            measure(streams, jvm, server, table);
        }
        section.add(table);
        return section;
    }

    private void measure(int streams, List<String> jvm, BenchmarkServer server, Table table)
            throws IOException, InterruptedException {
        String prefix = "streams" + streams + "-";
        List<Account> accounts = IntStream.range(0, streams).mapToObj(i -> server.account(prefix + i)).toList();
        try (ClientProcess client = new ClientProcess(jvm, kind, server.url(prefix, Link.PLAIN), streams)) {
            client.ask("own");
            awaitPolls(server, 1);
            client.ask("prepare");
            JsonNode own = client.ask("memory");
            double cpu = cpuSeconds(client);
            long start = System.nanoTime();
            client.ask("start");
            awaitPolls(server, 1 + streams);
            double startSeconds = secondsSince(start);
            double startCpu = cpuSeconds(client) - cpu;
            JsonNode memory = client.ask("memory");
            long busiest = busiestSecond(accounts);

            int api = sum(accounts, Account.Requests::api);
            int polls = sum(accounts, Account.Requests::polls);
            cpu = cpuSeconds(client);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double idleCpu = cpuSeconds(client) - cpu;
            int idleApi = sum(accounts, Account.Requests::api) - api;
            polls = sum(accounts, Account.Requests::polls) - polls;

            Samples latencies = latencies(client, server, accounts);
            long stop = System.nanoTime();
            client.ask("stop");
            table.row(Samples.number(streams), perStream(memory, own, "heapBytes", streams),
                    perStream(memory, own, "residentBytes", streams),
                    Samples.number(memory.path("residentBytes").asDouble() / 1e6), Samples.number(startSeconds, 1),
                    Samples.number(1000 * startCpu / streams, 2), Samples.number((double) api / streams, 2),
                    Samples.number(busiest), Samples.number(100 * idleCpu / IDLE_SECONDS, 2) + " %", idleApi, polls,
                    Samples.number(latencies.median(), 1), Samples.number(latencies.percentile(99), 1),
                    Samples.number(secondsSince(stop), 1));
        }
        accounts.forEach(account -> account.reset(0));
        server.account(prefix + "0-own").reset(0);
    }

    private static String perStream(JsonNode memory, JsonNode own, String key, int streams) {
        return Samples.number((memory.path(key).asDouble() - own.path(key).asDouble()) / streams / 1000);
    }

    /** The most requests to the API in a second of the clock. */
    private static long busiestSecond(List<Account> accounts) {
        return accounts.stream().flatMap(account -> account.apiRequestsAt().stream())
                .collect(Collectors.groupingBy(micros -> micros / 1_000_000, Collectors.counting()))
                .values().stream().max(Long::compare).orElse(0L);
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
            awaitPolls(server, 1 + accounts.size());
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

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
