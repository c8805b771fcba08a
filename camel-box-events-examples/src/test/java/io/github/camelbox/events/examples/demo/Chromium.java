// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A headless Chromium with one page, controlled by its DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> responses = new ConcurrentHashMap<>();
    private final String session;

    private Chromium(Path program, Path directory) throws Exception {
        process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--no-first-run", "--disable-extensions", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                "--user-data-dir=" + directory, "about:blank").redirectErrorStream(true).start();
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address(), new Responses())
                .get(30, TimeUnit.SECONDS);
        String target = call("Target.createTarget", Map.of("url", "about:blank"), null).path("targetId").asText();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true), null).path("sessionId").asText();
    }

    /** The browser of this machine, if there is one. */
    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(":")).flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).filter(Chromium::works).findFirst();
    }

    // Some systems have a program of that name that only says how to install it.
    private static boolean works(Path program) {
        try {
            return new ProcessBuilder(program.toString(), "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor()
                   == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    static Chromium start(Path program, Path directory) throws Exception {
        return new Chromium(program, directory);
    }

    private URI address() throws IOException {
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String sign = "DevTools listening on ";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(sign)) {
                Thread drain = new Thread(() -> output.lines().forEach(more -> {}));
                drain.setDaemon(true);
                drain.start();
                return URI.create(line.substring(sign.length()));
            }
        }
        throw new IOException("The browser has ended");
    }

    private JsonNode call(String method, Map<String, ?> parameters, String inSession) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        responses.put(id, response);
        Map<String, Object> message = new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (inSession != null) {
            message.put("sessionId", inSession);
        }
        socket.sendText(MAPPER.writeValueAsString(message), true).get(30, TimeUnit.SECONDS);
        JsonNode json = response.get(30, TimeUnit.SECONDS);
        if (json.has("error")) {
            throw new IllegalStateException(method + ": " + json.get("error"));
        }
        return json.path("result");
    }

    JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        return call(method, parameters, session);
    }

    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    void size(int width, int height) throws Exception {
        call("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets a media feature of CSS, such as {@code prefers-color-scheme}. */
    void prefers(String feature, String value) throws Exception {
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** The result of a script on the page. */
    JsonNode evaluate(String script) throws Exception {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** Presses and releases a key. */
    void press(String key, int code, String text) throws Exception {
        Map<String, Object> event = new HashMap<>(Map.of("key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
        event.put("type", "keyDown");
        call("Input.dispatchKeyEvent", event);
        event.put("type", "keyUp");
        call("Input.dispatchKeyEvent", event);
    }

    void screenshot(Path file) throws Exception {
        JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png"));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    }

    @Override
    public void close() throws Exception {
        try {
            call("Browser.close", Map.of(), null);
            process.waitFor(10, TimeUnit.SECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private final class Responses implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    JsonNode json = MAPPER.readTree(text.toString());
                    CompletableFuture<JsonNode> response = responses.remove(json.path("id").asInt());
                    if (response != null) {
                        response.complete(json);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
