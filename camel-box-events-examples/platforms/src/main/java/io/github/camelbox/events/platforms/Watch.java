// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.examples.demo.Prometheus;

/**
 * What an operator sees of a running application: its health, its meters, and the alerts of a Prometheus that asks for them.
 */
final class Watch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REASON = Pattern.compile("\"stream\\.error\" ?: ?(\"(?:[^\"\\\\]|\\\\.)*\")");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI health;
    private final URI meters;
    private final Optional<Prometheus> prometheus;

    /**
     * @param port      of the application
     * @param paths     where it has its health and its meters
     * @param rules     the alert rules
     * @param directory for the files of Prometheus
     */
    Watch(int port, Paths paths, Path rules, Path directory) throws IOException {
        URI application = URI.create("http://localhost:" + port);
        this.health = application.resolve(paths.health());
        this.meters = application.resolve(paths.meters());
        Optional<Path> program = Prometheus.find();
        this.prometheus = program.isEmpty()
                ? Optional.empty()
                : Optional.of(new Prometheus(program.get(), directory, rules, port, paths.meters()));
    }

    /**
     * Where a platform has what is watched.
     *
     * @param health the readiness, with its details
     * @param meters in the format of Prometheus
     */
    record Paths(String health, String meters) {
    }

    boolean isUp() throws IOException, InterruptedException {
        return get(health).statusCode() == 200;
    }

    /** Why it is down, for each check that says so; empty while it is up. */
    List<String> reasons() throws IOException, InterruptedException {
        HttpResponse<String> response = get(health);
        List<String> reasons = new ArrayList<>();
        if (response.statusCode() == 503) {
            for (MatchResult match : REASON.matcher(response.body()).results().toList()) {
                reasons.add(JSON.readValue(match.group(1), String.class));
            }
        }
        return reasons;
    }

    /** The lines of a meter, those with that label. */
    List<String> meter(String name, String label) throws IOException, InterruptedException {
        return get(meters).body().lines().filter(line -> line.startsWith(name + "{") && line.contains(label)).toList();
    }

    static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    boolean hasPrometheus() {
        return prometheus.isPresent();
    }

    /** What fires now, as {@code BoxEventsDown direct}, in order; nothing without Prometheus. */
    List<String> firing() throws IOException, InterruptedException {
        if (prometheus.isEmpty() || !prometheus.get().isReady()) {
            return List.of();
        }
        List<String> firing = new ArrayList<>();
        for (JsonNode alert : prometheus.get().alerts()) {
            if (alert.path("state").asText().equals("firing")) {
                firing.add(Stream.of("alertname", "operation", "routeId").map(name -> alert.path("labels").path(name).asText())
                        .filter(label -> !label.isEmpty()).reduce((first, second) -> first + " " + second).orElseThrow());
            }
        }
        return firing.stream().sorted().toList();
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        prometheus.ifPresent(Prometheus::close);
    }
}
