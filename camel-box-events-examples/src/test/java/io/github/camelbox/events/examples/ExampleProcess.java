// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** An example in a process of its own, as users run it: without the classes of the tests. */
public final class ExampleProcess implements AutoCloseable {

    private final Process process;
    private final Path directory;

    private ExampleProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /**
     * @param directory where its output goes, to the files {@code out} and {@code err}
     */
    public static ExampleProcess start(Class<?> main, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes")).collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts in half the time.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, main.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(List.of("BOX_ACCESS_TOKEN", "BOX_BASE_URL", "DEMO_EVENTS"));
        builder.environment().putAll(environment);
        return new ExampleProcess(
                builder.redirectOutput(directory.resolve("out").toFile())
                        .redirectError(directory.resolve("err").toFile()).start(),
                directory);
    }

    public Process process() {
        return process;
    }

    /** Asks it to end, as Ctrl-C does, and returns its exit status. */
    public int end() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Waits until it ends by itself, and returns its exit status. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(150, TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end");
        }
        return process.exitValue();
    }

    /** Waits until it ends by itself, and fails with its errors if it does not end well. */
    public void awaitSuccess() throws IOException, InterruptedException {
        assertThat(awaitEnd()).as("exit status; errors: %s", errors()).isZero();
    }

    public List<String> output() throws IOException {
        return Files.readAllLines(directory.resolve("out"));
    }

    public List<String> errors() throws IOException {
        return Files.readAllLines(directory.resolve("err"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
