// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.client.ClientMain;

/** A {@link ClientMain} in a process of its own. What it writes to standard error is shown. */
final class ClientProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    /**
     * @param arguments those of {@link ClientMain} after the kind
     */
    ClientProcess(List<String> jvmOptions, ClientKind kind, Object... arguments) throws IOException {
        this(System.getProperty("java.class.path"), jvmOptions, kind, arguments);
    }

    ClientProcess(String classPath, List<String> jvmOptions, ClientKind kind, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Without the core of Log4j, which would take half of the time to start.
                "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                "-Dorg.apache.logging.log4j.simplelog.level=ERROR"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, ClientMain.class.getName(), kind.key()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
        input = new PrintWriter(process.outputWriter(), true);
    }

    /** Sends a command and returns the response to it. */
    JsonNode ask(String command) throws IOException {
        input.println(command);
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the client has ended");
        }
        return new ObjectMapper().readTree(line);
    }

    /** Lets it end, so that a profiler in it can write its results, or the JVM an archive. */
    @Override
    public void close() {
        input.close();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
