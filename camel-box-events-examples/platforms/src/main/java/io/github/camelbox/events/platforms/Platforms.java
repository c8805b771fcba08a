// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.github.camelbox.events.examples.demo.Prometheus;

/**
 * Runs the component's jar on every platform of {@code versions.txt}, or on those named, and prints a table of what worked. See
 * docs/platforms.md.
 */
public final class Platforms {

    private static final String ROW = "%-12s %-8s %-8s %-7s %-11s %-11s %-9s %-9s %-9s %-9s %-9s %-9s %-9s %s%n";
    private static final List<String> OUTAGES = List.of("503", "401", "disk", "token");

    private Platforms() {
    }

    /**
     * @param args the directory of the platforms, the directory for the applications, the version of the component, the names
     *             of platforms, or of versions of them
     */
    public static void main(String[] args) throws Exception {
        Path templates = Path.of(args[0]);
        Path work = Path.of(args[1]);
        Set<String> wanted = Set.copyOf(List.of(args).subList(3, args.length));
        List<Version> versions = Version.read(templates.resolve("versions.txt")).stream()
                .filter(v -> wanted.isEmpty() || wanted.contains(v.platform()) || wanted.contains(v.name())).toList();
        if (versions.isEmpty()) {
            System.err.println("Neither a platform nor a version of one in versions.txt: " + wanted);
            System.exit(2);
        }
        try (SmallDisk disk = SmallDisk.mount(work.resolve("disk"))) {
            if (!disk.isMounted()) {
                System.out.println("No file system can be mounted here, which takes root: the full disk is skipped.");
            }
        }
        if (Prometheus.find().isEmpty()) {
            System.out.println("No prometheus here (Debian package prometheus): no alerts are asked for.");
        }
        boolean good = true;
        System.out.printf(ROW, "platform", "version", "Camel", "routes", "CloudEvents", "properties", "503", "401", "disk",
                "token",
                "AS_USER", "ASUSER", "LIMIT", "result");
        for (Version version : versions) {
            good &= tryOut(version, new Application(version, templates, work), args[2],
                    templates.resolveSibling("monitoring").resolve("box-events-rules.yml"));
        }
        // Left to itself, Maven would wait for the threads of the sandbox.
        System.exit(good ? 0 : 1);
    }

    private static boolean tryOut(Version version, Application application, String boxEvents, Path rules) {
        Trial trial = new Trial(version, application, boxEvents, paths(version), rules);
        List<String> variables = List.of("", "", "");
        String result = Trial.OK;
        try {
            application.build(boxEvents);
            trial.routes();
            variables = List.of(trial.variable("CAMEL_COMPONENT_BOX_EVENTS_AS_USER"),
                    trial.variable("CAMEL_COMPONENT_BOXEVENTS_ASUSER"), trial.variableOverFile());
            if (!variables.equals(documented(version.platform()))) {
                result = "FAILED: environment variables are documented otherwise";
            }
        } catch (Exception e) {
            result = "FAILED: " + e.getMessage() + " (" + application.project() + ")";
        }
        List<String> outages = OUTAGES.stream().map(name -> trial.outages.getOrDefault(name, "")).toList();
        System.out.printf(ROW, version.platform(), version.own(), version.camel(), trial.routes, trial.cloudEvents,
                trial.properties,
                outages.get(0), outages.get(1), outages.get(2), outages.get(3), variables.get(0), variables.get(1),
                variables.get(2), result);
        return result.equals(Trial.OK);
    }

    /** Where a platform has its health and its meters. */
    private static Watch.Paths paths(Version version) {
        return switch (version.platform()) {
            case "quarkus", "camel-k" -> new Watch.Paths("/q/health/ready", "/q/metrics");
            case "spring-boot" -> new Watch.Paths("/actuator/health", "/actuator/prometheus");
            default -> version.camel().startsWith("4.8.")
                    ? new Watch.Paths("/q/health?data=true", "/q/metrics")
                    : new Watch.Paths("/observe/health?data=true", "/observe/metrics");
        };
    }

    /** What docs/platforms.md says of the environment variables. */
    private static List<String> documented(String platform) {
        return switch (platform) {
            case "quarkus", "camel-k" -> List.of("no start", "no start", "set");
            case "spring-boot" -> List.of("set", "set", "set");
            default -> List.of("ignored", "ignored", "ignored");
        };
    }
}
