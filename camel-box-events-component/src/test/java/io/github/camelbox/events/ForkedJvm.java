// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A JVM of its own that runs a main class of the tests; what it prints, its log included, is appended to a file. */
final class ForkedJvm implements AutoCloseable {

    private final Process process;
    private final Path output;

    private ForkedJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ForkedJvm start(Path output, List<String> jvmOptions, Class<?> main, Object... arguments) throws IOException {
        List<String> options = new ArrayList<>();
        // A log without Log4j's core, which would take half of the start-up.
        Collections.addAll(options, "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                "-Dorg.apache.logging.log4j.simplelog.level=INFO");
        options.addAll(jvmOptions);
        return start(output, options, System.getProperty("java.class.path"), main.getName(), arguments);
    }

    /** One with another class path than that of the tests. */
    static ForkedJvm start(Path output, List<String> jvmOptions, String classPath, String main, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(command, "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC");
        command.addAll(jvmOptions);
        Collections.addAll(command, "-cp", classPath, main);
        return program(output, command, arguments);
    }

    /** Any program, which need not be a JVM. */
    static ForkedJvm program(Path output, List<String> program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ForkedJvm(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start(), output);
    }

    /** For the main class: a route that runs until the JVM that started this one closes the standard input, or is gone. */
    static void runRoute(String baseUrl, String accessToken, RoutesBuilder route) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            BoxEventsConfiguration options = context.getComponent("box-events", BoxEventsComponent.class).getConfiguration();
            options.setBaseUrl(baseUrl);
            options.setAccessToken(accessToken);
            context.addRoutes(route);
            context.start();
            while (System.in.read() != -1) {
                // Nothing is sent: what is awaited is the end.
            }
        }
    }

    /** Whether it ends within that time. */
    boolean endsWithin(Duration duration) throws InterruptedException {
        return process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL: no shutdown hook, no finally block, nothing runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP: it stands still, as a process does whose machine is overloaded or suspended, until {@link #resume()}. */
    void pause() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " ended with " + kill.exitValue());
        }
    }

    /** Asks it to end in good order. */
    void askToEnd() throws IOException {
        process.getOutputStream().close();
    }

    int exitValue() {
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
