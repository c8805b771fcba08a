// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.sandbox.BoxSandbox;

/** Talks to a sandbox as a Box client would. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final BoxSandbox sandbox;

    Client(BoxSandbox sandbox) {
        this.sandbox = sandbox;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    HttpResponse<String> options() {
        return send(authorized("/events").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    /** The one entry of the OPTIONS answer. */
    JsonNode realtimeServer() {
        return json(options().body()).get("entries").get(0);
    }

    HttpResponse<String> events(String query) {
        return send(authorized("/events?" + query));
    }

    JsonNode page(String position) {
        return json(events("stream_position=" + position + "&limit=500").body());
    }

    /** The ids of a page's events. */
    static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("entries").forEach(event -> ids.add(event.get("event_id").asText()));
        return ids;
    }

    CompletableFuture<HttpResponse<String>> poll(String position) {
        URI uri = URI.create(realtimeServer().get("url").asText() + (position == null ? "" : "&stream_position=" + position));
        return http.sendAsync(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path)).timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + sandbox.accessToken());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
