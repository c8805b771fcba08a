// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Steers a running server, and reads what it saw. */
public final class Control {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final int port;

    /**
     * @param port the server's control port
     */
    public Control(int port) {
        this.port = port;
    }

    /** The account begins anew with so many events. */
    public void reset(String account, long events) {
        call("reset/" + account + "?events=" + events, "");
    }

    /** Appends events to the account. */
    public void append(String account, int events) {
        call("append/" + account + "?events=" + events, "");
    }

    /** Has the server append events at times to come: lines of {@code MILLISECOND ACCOUNT EVENTS}. */
    public void plan(String lines) {
        call("plan/", lines);
    }

    /** How many appends of the plan are still to come. */
    public int planned() {
        return call("planned/", "").asInt();
    }

    /** What the account was asked since its reset. */
    public JsonNode stats(String account) {
        return call("stats/" + account, "");
    }

    /** When the account's events were appended, in their order: microseconds of {@link Clock}. */
    public long[] times(String account) {
        return MAPPER.convertValue(call("times/" + account, ""), long[].class);
    }

    private JsonNode call(String path, String body) {
        try {
            HttpURLConnection connection
                    = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/" + path).toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream in = connection.getInputStream()) {
                return MAPPER.readTree(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
