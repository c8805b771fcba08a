// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Serves the page, the feed for it (as Server-Sent Events) and its commands, to browsers on this machine only, and to no other
 * site that is open in them.
 */
final class PageServer implements AutoCloseable {

    private static final int PORT = 8642;
    private static final long STATUS_MILLIS = 250;
    private static final long FAREWELL_MILLIS = 500;

    private final String page;
    private final Map<String, Runnable> commands;
    private final Feed feed;
    private final Supplier<String> status;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThread::new);
    private final Set<String> hosts;
    // The numbers of an earlier run mean nothing in this one.
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    /**
     * @param page     HTML
     * @param commands what can be POSTed, by path
     * @param status   the present figures, as JSON
     */
    PageServer(String page, Map<String, Runnable> commands, Feed feed, Supplier<String> status) throws IOException {
        this.page = page;
        this.commands = commands;
        this.feed = feed;
        this.status = status;
        server = listen();
        hosts = Set.of("localhost:" + port(), "127.0.0.1:" + port());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static HttpServer listen() throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean get = "GET".equals(exchange.getRequestMethod());
            if (!isForThisServer(exchange.getRequestHeaders())) {
                respond(exchange, 403, "text/plain", "Not for this server\n");
            } else if (get && "/".equals(path)) {
                respond(exchange, 200, "text/html; charset=utf-8", page);
            } else if (!isFromThisPage(exchange.getRequestHeaders())) {
                respond(exchange, 403, "text/plain", "Not from this page\n");
            } else if (get && "/stream".equals(path)) {
                stream(exchange);
            } else if (commands.containsKey(path)) {
                command(exchange, path);
            } else {
                respond(exchange, 404, "text/plain", "Not found\n");
            }
        }
    }

    // A site can let its own name point to this machine, and would then have the rights of the page.
    private boolean isForThisServer(Headers headers) {
        String host = headers.getFirst("Host");
        return host != null && hosts.contains(host);
    }

    // Any site can send requests here from a browser on this machine; the browser then says where they come from. A link to the
    // page may be anywhere.
    private static boolean isFromThisPage(Headers headers) {
        String origin = headers.getFirst("Origin");
        String site = headers.getFirst("Sec-Fetch-Site");
        return (origin == null || origin.equals("http://" + headers.getFirst("Host")))
                && (site == null || site.equals("same-origin") || site.equals("none"));
    }

    private void command(HttpExchange exchange, String path) throws IOException {
        if (!"POST".equals(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "POST");
            respond(exchange, 405, "text/plain", "POST only\n");
            return;
        }
        try {
            commands.get(path).run();
            exchange.sendResponseHeaders(204, -1);
        } catch (IllegalStateException e) {
            respond(exchange, 409, "text/plain", e.getMessage() + "\n");
        }
    }

    private static void respond(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Until the page is closed, or the demo ends. */
    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        long last = lastSeen(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        write(out, "retry: 1000\nevent: hello\ndata: \"" + run + "\"\n\n");
        boolean open = true;
        while (open) {
            // In this order, the last status that a page is told is how the demo ended.
            open = !feed.isClosed();
            List<Feed.Entry> entries = feed.after(last, STATUS_MILLIS);
            StringBuilder text = new StringBuilder();
            for (Feed.Entry entry : entries) {
                last = entry.number();
                text.append("id: ").append(run).append('-').append(last).append("\nevent: ").append(entry.kind())
                        .append("\ndata: ").append(entry.json()).append("\n\n");
            }
            write(out, text.append("event: status\ndata: ").append(status.get()).append("\n\n").toString());
        }
        write(out, "event: end\ndata: {}\n\n");
    }

    private long lastSeen(String id) {
        return id != null && id.matches(run + "-\\d{1,18}") ? Long.parseLong(id.substring(run.length() + 1)) : 0;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Tells the pages that the demo has ended, and stops. */
    @Override
    public void close() {
        feed.close();
        threads.shutdown();
        try {
            threads.awaitTermination(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }
}
