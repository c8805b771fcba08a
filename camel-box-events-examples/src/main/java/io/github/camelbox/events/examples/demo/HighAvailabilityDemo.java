// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.examples.ha.Member;
import io.github.camelbox.events.sandbox.BoxSandbox;

/**
 * Two processes on a simulated Box account: the one that consumes is killed, and the other takes over. Ends by itself, with
 * exit status 0 if no event is missing: {@code mvn -q -Pdemo -Dexample=ha verify}
 */
public final class HighAvailabilityDemo implements AutoCloseable {

    private static final int EVENTS_EACH = 25;
    private static final String[] NAMES = { "anna", "ben" };
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final BoxSandbox box = new BoxSandbox().start();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService account = Executors.newSingleThreadScheduledExecutor();
    private final List<Process> members = new ArrayList<>();

    private HighAvailabilityDemo(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        Path parent = Files.createDirectories(Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath());
        // A directory for each run, since the simulated account starts over too.
        try (HighAvailabilityDemo demo = new HighAvailabilityDemo(Files.createTempDirectory(parent, "ha-"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
            demo.run();
        }
    }

    private void run() throws Exception {
        say("Two processes listen to a simulated Box account: " + String.join(" and ", NAMES)
                + ". Only one of them, the leader, consumes.");
        for (String name : NAMES) {
            members.add(start(name));
        }
        awaitThat(() -> box.openLongPolls() == 1);
        account.scheduleWithFixedDelay(() -> happened.add(box.account().upload("Report " + happened.size() + ".docx")), 0, 100,
                TimeUnit.MILLISECONDS);
        awaitThat(() -> received(0).size() >= EVENTS_EACH || received(1).size() >= EVENTS_EACH);
        int leader = received(0).isEmpty() ? 1 : 0;
        int other = 1 - leader;

        say(NAMES[leader] + " has received " + received(leader).size() + " events, " + NAMES[other] + " "
                + received(other).size() + ". Now " + NAMES[leader] + " is killed (kill -9).");
        long killed = System.nanoTime();
        members.get(leader).destroyForcibly().waitFor();
        awaitThat(() -> !received(other).isEmpty());
        say(NAMES[other] + " resumes after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms.");

        awaitThat(() -> received(other).size() >= EVENTS_EACH);
        account.shutdown();
        account.awaitTermination(10, TimeUnit.SECONDS);
        awaitThat(() -> received(other).contains(happened.get(happened.size() - 1)));
        sumUp(received(leader), received(other));
    }

    private void sumUp(List<String> before, List<String> after) {
        List<String> received = new ArrayList<>(before);
        received.addAll(after);
        List<String> missing = new ArrayList<>(happened);
        missing.removeAll(received);
        say(happened.size() + " events happened. Missing: " + missing.size() + ". Received twice: "
                + (received.size() - new HashSet<>(received).size()) + ".");
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Missing: " + missing);
        }
    }

    private Process start(String name) throws IOException {
        ProcessBuilder member = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", ForkedMain.classPath(), Member.class.getName(), directory.toString(), name);
        member.environment().put("BOX_ACCESS_TOKEN", box.accessToken());
        member.environment().put("BOX_BASE_URL", box.baseUrl());
        Process process = member.redirectErrorStream(true).start();
        Thread printer = new Thread(() -> print(name, process.inputReader()));
        printer.setDaemon(true);
        printer.start();
        return process;
    }

    private static void print(String name, BufferedReader output) {
        output.lines().forEach(line -> say("  " + name + "  " + line));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** The ids of the events that a member has received, in its order. */
    private List<String> received(int member) throws IOException {
        Path file = directory.resolve(NAMES[member] + ".jsonl");
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> ids = new ArrayList<>();
        // What follows the last line break is still being written, or was when the member was killed.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            ids.add(JSON.readTree(line).path("event_id").asText());
        }
        return ids;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitThat(Condition condition) throws Exception {
        while (!condition.holds()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        account.shutdownNow();
        members.forEach(Process::destroyForcibly);
        box.close();
    }
}
