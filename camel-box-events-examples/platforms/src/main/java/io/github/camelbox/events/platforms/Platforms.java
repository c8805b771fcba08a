// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs the component's jar on every platform of {@code versions.txt}, or on those named, and prints a table of what worked. See
 * docs/platforms.md.
 */
public final class Platforms {

    private static final String ROW = "%-12s %-8s %-8s %-7s %-8s %-11s %-7s %-9s %-9s %-9s %s%n";

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
        boolean good = true;
        System.out.printf(ROW, "platform", "version", "Camel", "direct", "kamelet", "properties", "health", "AS_USER",
                "ASUSER", "LIMIT", "result");
        for (Version version : versions) {
            good &= tryOut(version, new Application(version, templates, work), args[2]);
        }
        // Left to itself, Maven would wait for the threads of the sandbox.
        System.exit(good ? 0 : 1);
    }

    private static boolean tryOut(Version version, Application application, String boxEvents) {
        Trial trial = new Trial(application, boxEvents, healthPath(version));
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
        System.out.printf(ROW, version.platform(), version.own(), version.camel(), trial.direct, trial.kamelet,
                trial.properties, trial.health, variables.get(0), variables.get(1), variables.get(2), result);
        return result.equals(Trial.OK);
    }

    /** Where the readiness of a platform is; null if its application here has none. */
    private static String healthPath(Version version) {
        return switch (version.platform()) {
            case "quarkus", "camel-k" -> "/q/health/ready";
            case "spring-boot" -> "/actuator/health";
            case "camel-main" -> version.camel().startsWith("4.8.") ? "/q/health?data=true" : "/observe/health?data=true";
            default -> null;
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
