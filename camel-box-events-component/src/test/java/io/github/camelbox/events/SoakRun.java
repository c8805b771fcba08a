// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Very many events through a route in a JVM of its own that is killed now and then, from a Box that often misbehaves: none may
 * be lost. Runs in the Maven profile {@code soak}; docs/soak.md has its options.
 */
class SoakRun {

    private static final int EVENTS = Integer.getInteger("soak.events", 1_000_000);
    private static final long SEED = Long.getLong("soak.seed", System.currentTimeMillis());
    private static final int REQUESTS_PER_FAULT = Integer.getInteger("soak.requestsPerFault", 50);
    private static final int SECONDS_PER_KILL = Integer.getInteger("soak.secondsPerKill", 20);
    private static final Path REPORT = Path.of("target", "soak-report.md");

    private static final Duration TICK = Duration.ofMillis(5);
    // Far beyond the longest fault: whoever has received nothing for so long will not go on.
    private static final Duration STALL = Duration.ofMinutes(1);
    // What is published ahead of the route: a few pages, so that the stream drains, and then waits again.
    private static final int AHEAD = 3000;

    private record NamedFault(Call call, String name, Fault fault) {
    }

    private static final List<NamedFault> FAULTS = faults();

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final BoxSandbox box = new BoxSandbox();
    private final Map<Long, Integer> published = new HashMap<>();
    private final Map<String, Integer> injected = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private ForkedJvm jvm;
    private int kills;
    private long nextFault;
    private long nextKill;
    private boolean resting;

    // What the route has received.
    private long bytesRead;
    private int delivered;
    private int duplicates;

    private static List<NamedFault> faults() {
        List<NamedFault> all = new ArrayList<>();
        for (Call call : Call.OF_EVENTS) {
            for (int status : new int[] { 204, 400, 403, 404, 405, 408, 410, 418, 500, 502, 503, 504, 507 }) {
                all.add(new NamedFault(call, "status " + status, Fault.status(status)));
            }
            all.add(new NamedFault(call, "302 to a login page", Fault.status(302, "<html>").header("Location", "/login")));
            all.add(new NamedFault(call, "401", Fault.unauthorized()));
            all.add(new NamedFault(call, "403 of Box", Fault.boxError(403, "access_denied_insufficient_permissions", "No")));
            all.add(new NamedFault(call, "429, Retry-After 1", Fault.rateLimited("1")));
            all.add(new NamedFault(call, "429, Retry-After 0.2", Fault.rateLimited("0.2")));
            all.add(new NamedFault(call, "429", Fault.rateLimited(null)));
            all.add(new NamedFault(call, "503, Retry-After 1", Fault.status(503, "busy").header("Retry-After", "1")));
            all.add(new NamedFault(call, "502 in HTML", Fault.status(502, "<html><h1>Bad Gateway</h1></html>")));
            all.add(new NamedFault(call, "connection reset", Fault.reset()));
            all.add(new NamedFault(call, "connection closed", Fault.closed()));
            all.add(new NamedFault(call, "garbage", Fault.garbage()));
            all.add(new NamedFault(call, "half of the JSON", Fault.truncatedJson()));
            all.add(new NamedFault(call, "late answer", Fault.silence(Duration.ofMillis(200))));
            all.add(new NamedFault(call, "no answer", Fault.silence(Duration.ofSeconds(10))));
            all.add(new NamedFault(call, "slow body", Fault.drip(Duration.ofMillis(300))));
            all.add(new NamedFault(call, "endless body", Fault.drip(Duration.ofSeconds(10))));
            all.add(new NamedFault(call, "200 in HTML", Fault.body("text/html", "<html>Log in</html>")));
            all.add(new NamedFault(call, "200, empty", Fault.body("application/json", "")));
            all.add(new NamedFault(call, "200, other JSON", Fault.body("application/json", "{\"type\":\"error\"}")));
        }
        for (String message : List.of("reconnect", "max_retries", "new_change", "new_message", "unheard_of")) {
            all.add(new NamedFault(Call.LONG_POLL, "message " + message, Fault.message(message)));
        }
        all.add(new NamedFault(Call.EVENTS, "400 invalid position",
                Fault.boxError(400, "bad_request", "Invalid stream position")));
        for (String next : List.of("0", "\"0\"", "null", "\"\"", "1.5", "{}")) {
            all.add(new NamedFault(Call.EVENTS, "empty page, next_stream_position " + next,
                    Fault.page("{\"chunk_size\":0,\"entries\":[],\"next_stream_position\":" + next + "}")));
        }
        return List.copyOf(all);
    }

    @Test
    void noEventIsLost() throws Exception {
        System.out.println("Soak: " + EVENTS + " events, seed " + SEED + ", in " + directory);
        long start = System.nanoTime();
        try (box) {
            // Few polls a server, so that OPTIONS gets its share of the requests and of the faults.
            box.start().realtimeServer("10", "3", 610);
            startJvm();
            awaitFirstPoll();
            nextKill = System.nanoTime() + randomPause();
            try {
                run();
            } finally {
                jvm.kill();
                Files.writeString(REPORT, report(Duration.ofNanos(System.nanoTime() - start)));
                System.out.println(Files.readString(REPORT));
            }
            assertThat(surprises).isEmpty();
            assertThat(delivered).as("events delivered").isEqualTo(EVENTS);
            assertThat(Files.readString(SoakConsumer.position(directory))).contains("\"" + box.position() + "\"");
        }
    }

    private void run() throws Exception {
        long progressAt = System.nanoTime();
        int before = -1;
        while (delivered < EVENTS || !isPositionStored()) {
            if (jvm.endsWithin(TICK)) {
                surprises.add("The JVM ended by itself, with " + jvm.exitValue() + ": " + tail(jvm.output()));
                startJvm();
            }
            readReceived();
            if (delivered != before) {
                before = delivered;
                progressAt = System.nanoTime();
            } else if (delivered < published.size() && System.nanoTime() - progressAt > STALL.toNanos()) {
                surprises.add("Nothing received for " + STALL + ": " + tail(jvm.output()));
                return;
            }
            publish();
            misbehave();
            kill();
        }
    }

    private void startJvm() throws IOException {
        jvm = ForkedJvm.start(directory.resolve("log"), List.of("-Xmx64m", "-Dorg.apache.logging.log4j.simplelog.level=WARN"),
                SoakConsumer.class, box.baseUrl(), box.accessToken(), directory);
    }

    // From then on the position is stored, and no event may be missed.
    private void awaitFirstPoll() throws InterruptedException {
        while (box.openLongPolls() == 0) {
            assertThat(jvm.endsWithin(TICK)).isFalse();
        }
    }

    private boolean isPositionStored() throws IOException {
        return Files.readString(SoakConsumer.position(directory)).contains("\"" + box.position() + "\"");
    }

    private void publish() {
        resting = resting && (delivered < published.size() || box.openLongPolls() == 0);
        if (published.size() == EVENTS || published.size() - delivered > AHEAD || resting) {
            return;
        }
        int burst = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(1000);
        for (String id : box.account().burst(Math.min(burst, EVENTS - published.size()))) {
            published.put(SoakConsumer.toNumber(id), published.size());
        }
        // Now and then the stream is to get to the end, and to wait there.
        resting = random.nextInt(3) == 0;
    }

    private void misbehave() {
        long requests = requests();
        if (requests < nextFault) {
            return;
        }
        nextFault = requests + 1 + random.nextInt(2 * REQUESTS_PER_FAULT - 1);
        // What Box does on good days too: short pages, repeats, positions of either kind.
        box.pageLimit(1 + random.nextInt(random.nextBoolean() ? 200 : 20)).overlap(random.nextInt(2) * random.nextInt(30))
                .repeatWithinPage(random.nextInt(4) == 0).positionsAsText(random.nextBoolean());
        if (random.nextInt(50) == 0) {
            injected.merge("the whole server, restarted", 1, Integer::sum);
            box.stop();
            box.start();
            return;
        }
        NamedFault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        box.next(fault.call, fault.fault);
        injected.merge(fault.call + ", " + fault.name, 1, Integer::sum);
    }

    private void kill() throws Exception {
        if (System.nanoTime() >= nextKill) {
            kills++;
            jvm.kill();
            startJvm();
            nextKill = System.nanoTime() + randomPause();
        }
    }

    private long randomPause() {
        return (long) (SECONDS_PER_KILL * 1e9 * (0.5 + random.nextDouble()));
    }

    private long requests() {
        return box.count(Call.EVENTS) + box.count(Call.LONG_POLL) + box.count(Call.OPTIONS);
    }

    private void readReceived() throws IOException {
        Path file = SoakConsumer.received(directory);
        long whole = Files.exists(file) ? Files.size(file) / Long.BYTES * Long.BYTES : 0;
        if (whole == bytesRead) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(bytesRead);
            InputStream bytes = Channels.newInputStream(in.getChannel());
            byte[] content = bytes.readNBytes((int) (whole - bytesRead));
            DataInputStream numbers = new DataInputStream(new ByteArrayInputStream(content));
            for (; bytesRead < whole; bytesRead += Long.BYTES) {
                received(numbers.readLong());
            }
        }
    }

    // One Exchange at a time: the first delivery of each event is in order, or one before it was lost.
    private void received(long number) {
        Integer index = published.get(number);
        if (index == null || index > delivered) {
            surprises.add(index == null ? "Received what was never published: " + Long.toHexString(number)
                    : "Received event " + index + " while " + delivered + " was due");
            delivered = index == null ? delivered : index + 1;
        } else if (index < delivered) {
            duplicates++;
        } else {
            delivered++;
        }
    }

    private String report(Duration time) throws IOException {
        long requests = requests();
        StringBuilder report = new StringBuilder("# Soak\n\n| | |\n|---|---|\n");
        row(report, "events", published.size());
        row(report, "seed", SEED);
        row(report, "time", "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart()));
        row(report, "events a second", Math.round(delivered / (time.toMillis() / 1000.0)));
        row(report, "**lost, unknown or out of order**", surprises.size() + published.size() - delivered);
        row(report, "delivered more than once", duplicates);
        row(report, "`kill -9`", kills);
        int faults = injected.values().stream().mapToInt(Integer::intValue).sum();
        row(report, "faults", faults + " of " + injected.size() + " kinds");
        row(report, "requests", "%d (GET %d, long poll %d, OPTIONS %d)".formatted(requests, box.count(Call.EVENTS),
                box.count(Call.LONG_POLL), box.count(Call.OPTIONS)));
        row(report, "requests per event", "%.4f".formatted((double) requests / Math.max(1, delivered)));
        report.append("\nLive heap of the route's JVM (`-Xmx64m`) over time:\n\n").append(heap());
        report.append("\nFaults:\n\n| fault | times |\n|---|---|\n");
        injected.forEach((name, count) -> row(report, name, count));
        if (!surprises.isEmpty()) {
            report.append("\nWrong:\n\n");
            surprises.stream().limit(20).forEach(surprise -> report.append("- ").append(surprise).append('\n'));
        }
        return report.toString();
    }

    private String heap() throws IOException {
        Path file = SoakConsumer.heap(directory);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        StringBuilder table = new StringBuilder("| minute | MB |\n|---|---|\n");
        double most = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] sample = lines.get(i).split(" ");
            double megabytes = Long.parseLong(sample[1]) / 1e6;
            most = Math.max(most, megabytes);
            if (i % Math.max(1, lines.size() / 12) == 0) {
                double minute = (Long.parseLong(sample[0]) - Long.parseLong(lines.get(0).split(" ")[0])) / 60_000.0;
                row(table, "%.1f".formatted(minute), "%.1f".formatted(megabytes));
            }
        }
        row(table, "most", "%.1f".formatted(most));
        return table.toString();
    }

    private static void row(StringBuilder table, String name, Object value) {
        table.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 3000));
    }
}
