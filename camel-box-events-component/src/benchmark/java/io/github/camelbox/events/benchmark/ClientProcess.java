// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A client in a process of its own, which speaks in lines of JSON. What it writes to standard error is shown. */
final class ClientProcess implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    /**
     * @param jvmOptions besides {@link Jvm#OPTIONS}
     * @param main       its main class
     */
    ClientProcess(List<String> jvmOptions, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(Jvm.OPTIONS));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        // Not if this one is killed at once; but those that listen end with their standard input.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        output = new BufferedReader(new InputStreamReader(process.getInputStream()));
        input = new PrintWriter(process.outputWriter(), true);
    }

    /** The next thing it says. */
    JsonNode read() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the client has ended");
        }
        return MAPPER.readTree(line);
    }

    /** Sends it a command. */
    JsonNode ask(String command) throws IOException {
        input.println(command);
        return read();
    }

    /** Waits for its end. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
