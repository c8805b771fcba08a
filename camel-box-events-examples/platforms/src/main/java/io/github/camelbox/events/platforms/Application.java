// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An application on one of the platforms: made of a directory with a pom.xml, built by Maven, run as its users run it. */
final class Application {

    private static final String ROUTES = "camel/routes.yaml";
    private static final String PROPERTIES = "application.properties";
    private static final String CLOUD_EVENT = """
                  - %s:
                      toType: "box-events:application-cloudevents"
                  - log: "a CloudEvent: ${header.CamelCloudEventType}"
            """;

    private final Version version;
    private final Path templates;
    private final Path project;
    private final Path run;

    /**
     * @param templates where the pom.xml of each platform is
     * @param work      where the application is to be
     */
    Application(Version version, Path templates, Path work) {
        this.version = version;
        this.templates = templates;
        this.project = work.resolve(version.name());
        this.run = project.resolve("run");
    }

    /** What it wrote, that of Maven included. */
    Path project() {
        return project;
    }

    /** Has Maven build it from scratch. */
    void build(String boxEvents) throws Exception {
        delete(project);
        copy(templates.resolve(version.platform()), project);
        Path pom = project.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace("<!-- stand-ins -->", version.managed())
                .replace("<!-- cloudevents -->", version.isQuarkus() && version.hasCloudEvents() ? """
                        <dependency>
                          <groupId>org.apache.camel.quarkus</groupId>
                          <artifactId>camel-quarkus-cloudevents</artifactId>
                        </dependency>""" : ""));
        // Camel K and the CLI are given routes and properties when they start.
        if (!List.of("camel-k", "camel-cli").contains(version.platform())) {
            Path resources = project.resolve("src/main/resources");
            copy(templates.resolve("app"), resources);
            Files.writeString(resources.resolve(ROUTES), routes());
        }
        List<String> maven = new ArrayList<>(List.of("mvn", "-B", "-ntp", "package"));
        maven.add("-Dcamel-box-events.version=" + boxEvents);
        version.versions().forEach((name, value) -> maven.add("-D" + name + "=" + value));
        repository().ifPresent(maven::add);
        Path log = project.resolve("build.log");
        int status = new ProcessBuilder(maven).directory(project.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start().waitFor();
        if (status != 0) {
            throw new IOException("the build failed, see " + log);
        }
    }

    /** With a step that makes CloudEvents, where there is all that it takes. */
    private String routes() throws IOException {
        return Files.readString(templates.resolve("app").resolve(ROUTES)).replace("      # cloudevents\n", cloudEvent());
    }

    private String cloudEvent() {
        return version.hasCloudEvents() ? CLOUD_EVENT.formatted(version.dataTypeStep()) : "";
    }

    /** The option for the local repository, if it is not Maven's own. */
    private static Optional<String> repository() {
        return Optional.ofNullable(System.getProperty("maven.repo.local")).map(directory -> "-Dmaven.repo.local=" + directory);
    }

    /** Starts it in an empty directory of its own. */
    RunningApplication start(String boxEvents, Map<String, String> environment) throws IOException {
        delete(run);
        Files.createDirectories(run);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        switch (version.platform()) {
            case "quarkus" -> command.addAll(List.of("-jar", "../target/quarkus-app/quarkus-run.jar"));
            case "spring-boot" -> command.addAll(List.of("-jar", "../target/spring-boot-1.jar"));
            case "camel-main" -> {
                // Up to Camel 4.11, health is on the server of the application itself.
                String server = "-Dcamel." + (version.camel().startsWith("4.8.") ? "server." : "management.");
                command.addAll(List.of(server + "enabled=true", server + "health-check-enabled=true",
                        server + "metrics-enabled=true", "-Dcamel.metrics.enabled=true", server + "port=" + freePort(), "-cp",
                        classPath("../target/classes", "../target/dependency/*"), "org.apache.camel.main.Main"));
            }
            case "camel-cli" -> {
                Files.writeString(run.resolve("routes.yaml"), routes());
                Files.copy(templates.resolve("app").resolve(PROPERTIES), run.resolve(PROPERTIES));
                repository().ifPresent(command::add);
                command.addAll(List.of("-cp", classPath("../target/classes", "../target/dependency/*"), "Cli", "run",
                        "routes.yaml", PROPERTIES, "--dep=mvn:io.github.camelbox:camel-box-events:" + boxEvents,
                        "--logging-color=false", "--health", "--metrics", "--port=0",
                        "--kamelets-version=" + version.versions().get("kamelets.version")));
            }
            case "camel-k" -> {
                mount();
                String app = "../target/quarkus-app/";
                command.addAll(List.of("-cp", classPath(app + "*", app + "app/*", app + "lib/boot/*", app + "lib/main/*"),
                        "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
                environment.put("CAMEL_K_CONF", "etc/application.properties");
                environment.put("CAMEL_K_CONF_D", "etc/conf.d");
            }
            default -> throw new IllegalArgumentException(version.platform());
        }
        return RunningApplication.start(command, run, environment);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As an operator mounts it into the container: the secret that the examples name, and what is in their flows. */
    private void mount() throws IOException {
        Path secret = run.resolve("etc/conf.d/_secrets/box-events/box.properties");
        Files.createDirectories(secret.getParent());
        Files.copy(templates.resolve("app").resolve(PROPERTIES), secret);
        Path sources = Files.createDirectories(run.resolve("etc/sources"));
        Path examples = templates.resolveSibling("camel-k");
        flows(examples.resolve("integration.yaml"), "direct", cloudEvent(), sources);
        flows(examples.resolve("integration-kamelet.yaml"), "kamelet", "", sources);
        Files.writeString(run.resolve("etc").resolve(PROPERTIES), """
                camel.k.sources[0].location=file:etc/sources/direct.yaml
                camel.k.sources[0].name=direct.yaml
                camel.k.sources[0].language=yaml
                camel.k.sources[1].location=file:etc/sources/kamelet.yaml
                camel.k.sources[1].name=kamelet.yaml
                camel.k.sources[1].language=yaml
                """);
    }

    /** The flows of an Integration, which are the last there is in it, with names by which they can be told apart. */
    private static void flows(Path integration, String name, String furtherSteps, Path sources) throws IOException {
        String yaml = Files.readString(integration);
        String flows = yaml.substring(yaml.indexOf("  flows:\n") + "  flows:\n".length());
        Files.writeString(sources.resolve(name + ".yaml"), flows.replaceAll("(?m)^  ", "")
                .replace("id: box-events", "id: " + name)
                .replace("/data/box.position", "\"{{env:BOX_POSITIONS}}/" + name + ".position\"")
                .replace("log: \"", "log: \"" + name + " ") + furtherSteps);
    }

    private static String classPath(String... entries) {
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
