// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelbox.events.examples.ExampleProcess;
import io.github.camelbox.events.stream.StreamState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The demo in a process of its own, and a client of its page that reads what the page is told. */
final class RunningDemo implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ANNOUNCEMENT = "Watch it at ";

    private final ExampleProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /** One thing that the page was told. */
    record Told(String kind, JsonNode json) {

        String text(String field) {
            return json.path(field).asText();
        }
    }

    RunningDemo(Path directory, Map<String, String> environment) throws IOException {
        Files.createDirectories(directory);
        process = ExampleProcess.start(Demo.class, directory, environment, directory.toString());
        await().atMost(LONG).until(() -> announcements().findAny().isPresent());
        url = announcements().findAny().orElseThrow();
        http.sendAsync(HttpRequest.newBuilder(url.resolve("stream")).build(), HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> read(response.body().iterator()));
    }

    private Stream<URI> announcements() throws IOException {
        return process.output().stream().filter(line -> line.startsWith(ANNOUNCEMENT))
                .map(line -> URI.create(line.substring(ANNOUNCEMENT.length())));
    }

    private void read(Iterator<String> lines) {
        String kind = null;
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("event: ")) {
                kind = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                told.add(new Told(kind, json(line.substring("data: ".length()))));
            }
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    URI url() {
        return url;
    }

    /** What the page was told so far. */
    List<Told> told() {
        return told;
    }

    /** How things stand. */
    JsonNode status() {
        List<Told> sofar = List.copyOf(told);
        return IntStream.range(0, sofar.size()).mapToObj(i -> sofar.get(sofar.size() - 1 - i))
                .filter(each -> each.kind().equals("status")).map(Told::json).findFirst().orElse(MissingNode.getInstance());
    }

    /** Waits until things stand so from now on. */
    JsonNode awaitStatus(Predicate<JsonNode> wanted) {
        long now = System.currentTimeMillis();
        return await().atMost(LONG).until(this::status, status -> status.path("at").asLong() > now && wanted.test(status));
    }

    void awaitTold(int after, Predicate<Told> wanted) {
        await().atMost(LONG).until(() -> told.subList(after, told.size()).stream().anyMatch(wanted));
    }

    /** Lets nothing happen in the account but what the page is asked for. */
    void rest() throws IOException, InterruptedException {
        awaitStatus(status -> status.path("stored").isTextual());
        assertThat(post("others/pause").statusCode()).isEqualTo(204);
        awaitStatus(status -> status.path("resting").asBoolean());
        awaitAllArrived();
    }

    JsonNode awaitAllArrived() {
        return awaitStatus(status -> status.path("state").asText().equals(StreamState.WAITING.name())
                && status.path("arrived").asLong() == status.path("happened").asLong());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * @param headers names and values
     */
    HttpResponse<String> post(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).POST(HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks it to end, as Ctrl-C does. */
    void end() throws InterruptedException {
        process.end();
    }

    @Override
    public void close() {
        process.close();
    }
}
