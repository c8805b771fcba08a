// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A Prometheus in a process of its own, which asks one application twice a second. In its alert rules, a minute is a second.
 */
public final class Prometheus implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    /**
     * @param directory for its files
     * @param rules     the file of the alert rules
     * @param target    the port of the application
     * @param path      where the application has its meters, such as {@code /metrics}
     */
    public Prometheus(Path program, Path directory, Path rules, int target, String path) throws IOException {
        port = freePort();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("rules.yml"),
                Files.readString(rules).replaceAll("(for: |\\[)(\\d+)m", "$1$2s"));
        Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 500ms
                  evaluation_interval: 500ms
                rule_files: [rules.yml]
                scrape_configs:
                - job_name: application
                  metrics_path: %s
                  static_configs:
                  - targets: ["localhost:%d"]
                """.formatted(path, target));
        process = new ProcessBuilder(program.toString(), "--config.file=prometheus.yml",
                "--storage.tsdb.path=data", "--web.listen-address=127.0.0.1:" + port)
                .directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile()).start();
    }

    /** The program on this machine, if there is one. */
    public static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable).findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    public boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IOException("Prometheus has ended with status " + process.exitValue());
        }
        try {
            return send("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }

    /** The result of a query: an array of series. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        JsonNode response = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!"success".equals(response.path("status").asText())) {
            throw new IOException(expression + ": " + response);
        }
        return response.at("/data/result");
    }

    /** The alerts that are pending or firing: an array. */
    public JsonNode alerts() throws IOException, InterruptedException {
        return get("/api/v1/alerts").at("/data/alerts");
    }

    /** The alert of that name, if it is pending or firing; else a missing node. */
    JsonNode alert(String name) throws IOException, InterruptedException {
        for (JsonNode alert : alerts()) {
            if (alert.at("/labels/alertname").asText().equals(name)) {
                return alert;
            }
        }
        return JSON.missingNode();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(path).body());
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
