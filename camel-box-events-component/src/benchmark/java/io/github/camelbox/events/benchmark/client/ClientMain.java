// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * A process in which one client runs. It reads commands from standard input, a line each, responds to each with a line of JSON,
 * and ends when the input does.
 * <ul>
 * <li>{@code drain EVENTS} runs a client of its own until it has received that many
 * <li>{@code prepare}, {@code start}, {@code stop} do what {@link EventClient} says, from position {@code now}
 * <li>{@code own} runs a client of an account more, so that what follows costs nothing that one stream has paid for
 * <li>{@code report} tells what has arrived since {@code prepare}
 * <li>{@code memory} collects garbage and tells what is left
 * </ul>
 */
public final class ClientMain {

    private final ClientKind kind;
    private final List<String> urls;
    private EventClient client;
    private Arrivals arrivals;

    private ClientMain(ClientKind kind, List<String> urls) {
        this.kind = kind;
        this.urls = urls;
    }

    /**
     * @param arguments the kind of client; the URL of its account; for several accounts, how many: their numbers follow the URL
     */
    public static void main(String[] arguments) throws Exception {
        // No process hangs because one of its threads failed.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
        ClientMain main = new ClientMain(ClientKind.of(arguments[0]), arguments.length == 2 ? List.of(arguments[1])
                : IntStream.range(0, Integer.parseInt(arguments[2])).mapToObj(i -> arguments[1] + i).toList());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(new ObjectMapper().writeValueAsString(main.respond(command.split(" "))));
        }
        // Some clients leave threads behind.
        System.exit(0);
    }

    private Map<String, Object> respond(String[] command) throws Exception {
        switch (command[0]) {
            case "drain" -> {
                return drain(Long.parseLong(command[1]));
            }
            case "prepare" -> {
                arrivals = new Arrivals(Long.MAX_VALUE, true);
                client = kind.create();
                client.prepare(urls, "now", arrivals);
            }
            case "own" -> {
                EventClient first = kind.create();
                first.prepare(List.of(urls.get(0) + "-own"), "now", new Arrivals(Long.MAX_VALUE, false));
                first.start();
            }
            case "start" -> client.start();
            case "stop" -> client.stop();
            case "report" -> {
                return Map.of("numbers", arrivals.numbers(), "times", arrivals.times(), "cpuSeconds", cpuSeconds());
            }
            case "memory" -> {
                return Map.of("heapBytes", liveHeap(), "residentBytes", settledBytes());
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
        return Map.of();
    }

    private Map<String, Object> drain(long events) throws Exception {
        EventClient drained = kind.create();
        Arrivals all = new Arrivals(events, false);
        drained.prepare(urls, "0", all);
        double cpuSeconds = cpuSeconds();
        long allocated = allocatedBytes();
        long start = System.nanoTime();
        drained.start();
        all.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        long upMillis = ManagementFactory.getRuntimeMXBean().getUptime();
        Map<String, Object> result = Map.of(
                "eventsPerSecond", events / seconds,
                "upMillis", upMillis,
                "cpuSecondsPer100k", (cpuSeconds() - cpuSeconds) * 100_000 / events,
                "bytesAllocatedPerEvent", (allocatedBytes() - allocated) / events,
                "heapBytes", liveHeap());
        drained.stop();
        return result;
    }

    /** CPU time of all threads, those of the JVM included. */
    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // -1 for a thread that has just ended.
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(bytes -> bytes > 0).sum();
    }

    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What remains when the collector has returned what it does not need, which it does little by little; 0 if unknown. */
    private static long settledBytes() throws IOException, InterruptedException {
        long before;
        long now = residentBytes();
        do {
            before = now;
            TimeUnit.SECONDS.sleep(1);
            now = residentBytes();
        } while (now < before);
        return now;
    }

    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status) ? 0 : Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
    }
}
