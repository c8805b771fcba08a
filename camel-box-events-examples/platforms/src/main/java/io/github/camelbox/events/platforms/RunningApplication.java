// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of an application. */
final class RunningApplication implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile(
            "(?:Listening on: http://[^:]+:|Tomcat started on port |HttpServer started on [^:]+:)(\\d+)");

    private final Process process;
    private final Path positions;
    private final Path log;

    private RunningApplication(Process process, Path positions, Path log) {
        this.process = process;
        this.positions = positions;
        this.log = log;
    }

    static RunningApplication start(List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        Path log = directory.resolve("run.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(BOX|CAMEL|QUARKUS|SPRING|SERVER)_.*"));
        builder.environment().putAll(environment);
        return new RunningApplication(builder.start(), directory.resolve(environment.get("BOX_POSITIONS")), log);
    }

    boolean ended() {
        return !process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it stored in the position file of a route; empty if there is none. */
    String position(String route) {
        try {
            Path file = positions.resolve(route + ".position");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The HTTP port, as it says in its log; 0 if it has none. */
    int port() {
        Matcher matcher = PORT.matcher(log());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Ends it as an init system does. Whether it went by itself. */
    boolean end() throws InterruptedException {
        process.destroy();
        return process.waitFor(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
