// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;

/** A main class in a JVM of its own, which can be killed and started again; it does not outlive this one. */
final class ForkedMain implements AutoCloseable {

    private final ProcessBuilder builder;
    private volatile Process process;

    /** @param log where its output is appended */
    ForkedMain(Class<?> main, Path log, Map<String, String> environment, String... arguments) {
        builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts in half the time.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), main.getName());
        Collections.addAll(builder.command(), arguments);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** In Maven's process, the system property does not contain the libraries. */
    static String classPath() {
        if (ForkedMain.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    void start() throws IOException {
        process = builder.start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
