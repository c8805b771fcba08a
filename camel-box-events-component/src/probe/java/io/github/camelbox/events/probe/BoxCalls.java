// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Box's calls as they are, without a retry and without the component, so that what Box says is seen. Thread-safe. */
final class BoxCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private final URI baseUrl;
    private final String token;
    private final Set<String> secrets = Collections.synchronizedSet(new HashSet<>());

    /**
     * A response.
     *
     * @param status 0 if there was none in time
     */
    record Reply(int status, String body, Duration took) {

        boolean timedOut() {
            return status == 0;
        }

        boolean ok() {
            return status >= 200 && status < 300;
        }

        JsonNode json() {
            try {
                JsonNode json = JSON.readTree(body);
                return json == null ? MissingNode.getInstance() : json;
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        /** The long poll's message, or the error's code. */
        String said() {
            if (timedOut()) {
                return "no response within " + took.toSeconds() + " s";
            }
            String said = json().path("message").asText("");
            String code = json().path("code").asText("");
            return "HTTP " + status + (code.isEmpty() ? "" : " " + code) + (said.isEmpty() ? "" : " \"" + said + "\"");
        }
    }

    BoxCalls(String baseUrl, String token) {
        this.baseUrl = URI.create(baseUrl.replaceFirst("/+$", ""));
        this.token = token;
        secrets.add(token);
    }

    String host() {
        return baseUrl.getHost();
    }

    Reply options(String query) {
        return send(api("/events" + query).method("OPTIONS", HttpRequest.BodyPublishers.noBody()), TIMEOUT);
    }

    Reply events(String query) {
        return send(api("/events?" + query).GET(), TIMEOUT);
    }

    /** One real-time server. Its URL is a secret from now on. */
    JsonNode realtimeServer() {
        Reply reply = options("");
        JsonNode server = reply.json().at("/entries/0");
        if (!server.path("url").isTextual()) {
            throw new IllegalStateException("OPTIONS gave no real-time server: " + reply.said());
        }
        String query = URI.create(server.get("url").asText()).getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            if (!parameter.startsWith("stream_type=") && parameter.contains("=")) {
                secrets.add(parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        return server;
    }

    static String withPosition(String url, String position) {
        return url + (url.contains("?") ? "&" : "?") + "stream_position=" + position;
    }

    Reply poll(String url, boolean withToken, Duration atMost) {
        return send(pollRequest(url, withToken), atMost);
    }

    CompletableFuture<Reply> startPoll(String url, boolean withToken, Duration atMost) {
        return CompletableFuture.supplyAsync(() -> poll(url, withToken, atMost));
    }

    private HttpRequest.Builder pollRequest(String url, boolean withToken) {
        HttpRequest.Builder poll = HttpRequest.newBuilder(URI.create(url)).GET();
        return withToken ? poll.header("Authorization", "Bearer " + token) : poll;
    }

    /** Uploads a small file into the root folder. */
    Reply upload(String name) {
        String boundary = "box-events-probe";
        String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
        String body = part + "attributes\"\r\n\r\n{\"name\":\"" + name + "\",\"parent\":{\"id\":\"0\"}}\r\n" + part
                + "file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain\r\n\r\nCan be deleted.\r\n--" + boundary
                + "--\r\n";
        String host = "api.box.com".equals(host()) ? "https://upload.box.com" : baseUrl.resolve("/").toString();
        return send(HttpRequest.newBuilder(URI.create(host).resolve("/api/2.0/files/content"))
                .header("Authorization", "Bearer " + token).header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body)), TIMEOUT);
    }

    Reply delete(String fileId) {
        return send(api("/files/" + fileId).DELETE(), TIMEOUT);
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).header("Authorization", "Bearer " + token);
    }

    private Reply send(HttpRequest.Builder request, Duration atMost) {
        long start = System.nanoTime();
        // Not the request's own timeout: that one ends with the headers.
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(request.timeout(atMost).build(),
                HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response = call.orTimeout(atMost.toMillis() + 5000, TimeUnit.MILLISECONDS).join();
            return new Reply(response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - start));
        } catch (CompletionException e) {
            if (e.getCause() instanceof HttpTimeoutException || e.getCause() instanceof TimeoutException) {
                return new Reply(0, "", Duration.ofNanos(System.nanoTime() - start));
            }
            throw new UncheckedIOException(new IOException(e.getCause()));
        }
    }

    /** Without anything that lets in: the token, and what stands in the real-time URLs. */
    String redact(String text) {
        String redacted = text;
        List<String> all = new ArrayList<>(secrets);
        all.sort((a, b) -> b.length() - a.length());
        for (String secret : all) {
            redacted = secret.isEmpty() ? redacted : redacted.replace(secret, "xxxxxx");
        }
        return redacted;
    }
}
