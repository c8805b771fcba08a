// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged jar as a process of its own, and the commands of its README. */
class SandboxJarIT {

    private static final Path README = Path.of("src/sandbox/README.md");
    private static final Pattern COMMAND = Pattern.compile("^\\| `(curl [^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern URL = Pattern.compile("runs at http://localhost:(\\d+)/");

    @TempDir
    Path folder;

    @BeforeEach
    void aFileToUploadAndErrorsThatFail() throws IOException {
        Files.writeString(folder.resolve("README.md"), "Hello");
        Files.writeString(folder.resolve(".curlrc"), "fail-with-body\nsilent\nshow-error\nmax-time = 60\n");
    }

    @Test
    void theCommandsOfTheReadmeDoWhatItSays() throws Exception {
        List<String> commands = COMMAND.matcher(Files.readString(README)).results().map(result -> result.group(1)).toList();
        assertThat(commands).hasSizeGreaterThan(30);
        Process sandbox = java("--port", "0");
        try {
            String port = port();
            for (String command : commands) {
                JsonNode before = state(port);
                String response = run(command.replace("localhost:8090", "localhost:" + port));
                Matcher name = Pattern.compile("/sandbox/(\\w[\\w-]*)").matcher(command);
                check(name.find() ? name.group(1) : "", command, before, response, port);
            }
        } finally {
            sandbox.destroy();
        }
        assertThat(sandbox.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private void check(String name, String command, JsonNode before, String response, String port) throws Exception {
        switch (name) {
            case "upload", "files", "rename", "folder", "move", "comment", "delete", "publish" ->
                assertThat(grown(before, port)).as(command).isEqualTo(1);
            case "burst" -> assertThat(grown(before, port)).isEqualTo(500);
            case "backlog" -> assertThat(grown(before, port)).isEqualTo(10_000);
            case "reset" -> assertThat(state(port).get("events").asInt()).isZero();
            case "fault" -> assertThat(state(port).get("faults")).as(command).isNotEqualTo(before.get("faults"));
            case "clear-faults" -> assertThat(state(port).get("faults")).isEmpty();
            case "outage" -> {
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> !reachable(port));
                await().atMost(Duration.ofSeconds(20)).until(() -> reachable(port));
            }
            default -> assertThat(response).as(command).startsWith("{");
        }
    }

    private int grown(JsonNode before, String port) throws Exception {
        return state(port).get("events").asInt() - before.get("events").asInt();
    }

    private JsonNode state(String port) throws Exception {
        return Client.json(run("curl localhost:" + port + "/sandbox/state"));
    }

    private boolean reachable(String port) throws Exception {
        return bash("curl localhost:" + port + "/sandbox/state").waitFor() == 0;
    }

    @Test
    void aWrongOptionIsSaidInALine() throws Exception {
        Process sandbox = java("--prot", "1");

        assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(sandbox.exitValue()).isEqualTo(1);
        assertThat(output()).startsWith("The sandbox cannot start: no such option: --prot");
    }

    @Test
    void missingLibrariesAreNamed() throws Exception {
        Process sandbox = new ProcessBuilder(javaCommand(), "-Dmaven.repo.local=" + folder, "-jar",
                System.getProperty("jar.sandbox")).redirectErrorStream(true).redirectOutput(log().toFile()).start();

        assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(sandbox.exitValue()).isEqualTo(1);
        assertThat(output()).startsWith("Not in " + folder).contains("org/wiremock/wiremock/", "mvn dependency:get");
    }

    private Process java(String... options) throws IOException, URISyntaxException {
        Path wireMock = Path.of(WireMockServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path repository = wireMock.resolve("../../../../..").normalize();
        List<String> command = new ArrayList<>(List.of(javaCommand(), "-XX:TieredStopAtLevel=1",
                "-Dmaven.repo.local=" + repository, "-jar", System.getProperty("jar.sandbox")));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile()).start();
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Path log() {
        return folder.resolve("output");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private String port() {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> URL.matcher(output()).results().map(MatchResult::group).findFirst(), Optional::isPresent)
                .map(text -> Integer.toString(URI.create(text.substring("runs at ".length())).getPort())).orElseThrow();
    }

    private String run(String command) throws Exception {
        Process process = bash(command);
        String response = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + response).isZero();
        return response;
    }

    private Process bash(String command) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true);
        bash.environment().put("CURL_HOME", folder.toString());
        return bash.start();
    }
}
