// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.server.BenchmarkServer;
import io.github.camelbox.events.benchmark.server.Link;

/**
 * How soon a process that starts has events in its route: as it is, and with what the JVM can keep of an earlier run, its AOT
 * cache
 * from Java 25 on, an archive of classes before.
 */
final class StartScenario implements Scenario {

    private static final boolean AOT = Runtime.version().feature() >= 25;
    private static final int RUNS = 7;
    private static final int TRAINING_EVENTS = 20_000;
    private static final int[] EVENTS = { 1, 10_000 };

    @Override
    public Section run(Options options, BenchmarkServer server) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "benchmark", "start"));
        String classPath = jars(directory);
        Path archive = directory.resolve(AOT ? "app.aot" : "app.jsa");
        Files.deleteIfExists(archive);
        run(classPath, with(options, (AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive, "-Xlog:disable"),
                TRAINING_EVENTS, server);
        List<String> archived = with(options, (AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);

        Table table = new Table("", "first event after ms", "range", "10,000th", "range");
        List<Samples> plain = new ArrayList<>();
        List<Samples> fast = new ArrayList<>();
        for (int events : EVENTS) {
            // In turns, so that a busy moment of the machine does not hit only one.
            double[] asItIs = new double[RUNS];
            double[] withArchive = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                asItIs[run] = run(classPath, options.jvm(), events, server);
                withArchive[run] = run(classPath, archived, events, server);
            }
            plain.add(new Samples(DoubleStream.of(asItIs)));
            fast.add(new Samples(DoubleStream.of(withArchive)));
        }
        row(table, "as it is", plain);
        row(table, AOT ? "with an AOT cache" : "with an archive of classes", fast);
        table.row("as a multiple", fast.get(0).ratio(plain.get(0)), "", fast.get(1).ratio(plain.get(1)), "");
        Section section = new Section(AOT ? "start-aot" : "start",
                "Start of a process, Java " + Runtime.version().feature() + ": median of " + RUNS);
        section.add(table);
        return section;
    }

    private static void row(Table table, String title, List<Samples> samples) {
        table.row(title, Samples.number(samples.get(0).median()), samples.get(0).range(),
                Samples.number(samples.get(1).median()), samples.get(1).range());
    }

    /** Milliseconds from the start of the JVM to the last of so many events. */
    private static double run(String classPath, List<String> jvm, int events, BenchmarkServer server) throws IOException {
        server.account("start").reset(events);
        try (ClientProcess client = new ClientProcess(classPath, jvm, ClientKind.COMPONENT, server.url("start", Link.PLAIN))) {
            JsonNode result = client.ask("drain " + events);
            return result.path("upMillis").asDouble();
        }
    }

    private static List<String> with(Options options, String... more) {
        return Stream.concat(options.jvm().stream(), Stream.of(more)).toList();
    }

    /** The class path with a JAR in place of each directory, of which the JVM archives nothing. */
    private static String jars(Path directory) throws IOException {
        String[] parts = System.getProperty("java.class.path").split(File.pathSeparator);
        for (int i : IntStream.range(0, parts.length).filter(i -> Files.isDirectory(Path.of(parts[i]))).toArray()) {
            Path root = Path.of(parts[i]);
            Path jar = directory.resolve(i + ".jar");
            try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out);
                 Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    entries.putNextEntry(new ZipEntry(root.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, entries);
                }
            }
            parts[i] = jar.toString();
        }
        return String.join(File.pathSeparator, parts);
    }
}
