// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.util.VersionInfo;

/** Where, when and with what a scenario was measured. */
final class Facts {

    private Facts() {
    }

    static String line(String scenario) {
        return String.join(", ", LocalDate.now(ZoneOffset.UTC).toString(),
                Runtime.getRuntime().availableProcessors() + " cores (" + cpu() + ")", System.getProperty("os.name"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                "Camel " + new DefaultCamelContext().getVersion(),
                "HttpClient " + VersionInfo.loadVersionInfo("org.apache.hc.client5", Facts.class.getClassLoader()).getRelease(),
                "Jackson " + com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION, "box-java-sdk " + sdk(),
                "load average before %.1f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()))
                + ". Made by `" + command(scenario) + "`.\n";
    }

    private static String command(String scenario) {
        String others = System.getProperties().stringPropertyNames().stream().sorted()
                .filter(name -> name.startsWith("benchmark.") && !name.equals("benchmark.scenarios")
                        && !System.getProperty(name).isEmpty())
                .map(name -> " -D" + name + "=" + System.getProperty(name)).collect(Collectors.joining());
        return "mvn -B -Pbenchmark verify -Dbenchmark.scenarios=" + scenario + others;
    }

    private static String cpu() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceAll("^[^:]*:\\s*", ""))
                    .findFirst().orElse("unknown");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String sdk() {
        Matcher jar = Pattern.compile("box-java-sdk-([0-9.]+)\\.jar").matcher(System.getProperty("java.class.path"));
        return jar.find() ? jar.group(1) : "unknown";
    }
}
