// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;

/**
 * A TCP server before a sandbox, for what an HTTP server cannot be told to do: it passes requests on, one a connection, and
 * for the calls it is told to does something else on the wire. Thread-safe.
 */
final class FaultyProxy implements AutoCloseable {

    private static final int TOO_MUCH = 33 * 1024 * 1024;
    private static final byte[] SPACES = new byte[64 * 1024];

    static {
        Arrays.fill(SPACES, (byte) ' ');
    }

    private final BoxSandbox box;
    private final Map<Call, Wire> wires = new ConcurrentHashMap<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile ServerSocket listener;
    private volatile int port;

    /** What happens to a request; the connection is closed afterwards, unless it says otherwise. */
    @FunctionalInterface
    interface Wire {

        void respond(Connection connection) throws IOException;
    }

    /** What the sandbox has responded, but for the headers. */
    record Response(String status, byte[] body) {

        /** As it goes over the wire. */
        byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes((status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }

    FaultyProxy(BoxSandbox box) throws IOException {
        this.box = box;
        listen();
    }

    /** Listens; after a {@link #refuse()} on the same port as before. */
    void listen() throws IOException {
        if (listener != null && !listener.isClosed()) {
            return;
        }
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = opened.getLocalPort();
        listener = opened;
        threads.execute(() -> accept(opened));
    }

    /** Refuses connections from now on; those that are open stay. */
    void refuse() throws IOException {
        listener.close();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket socket = from.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException e) {
                // Closed, which the loop sees.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            boolean open = true;
            while (open) {
                Connection connection = new Connection(socket, box);
                Wire wire = wires.get(connection.call);
                if (wire == null) {
                    connection.pass();
                } else {
                    broken.incrementAndGet();
                    wire.respond(connection);
                }
                open = connection.open;
            }
        } catch (IOException e) {
            // The client or the sandbox hung up.
        } finally {
            sockets.remove(socket);
        }
    }

    /** Does this to every request of that kind, until {@link #mend()}. */
    void always(Call call, Wire wire) {
        wires.put(call, wire);
    }

    void mend() {
        wires.clear();
    }

    /** How many requests were not simply passed on. */
    int broken() {
        return broken.get();
    }

    String baseUrl() {
        return "http://localhost:" + port + "/2.0";
    }

    /** A long poll URL of the sandbox that leads through here. */
    String realtimeUrl() {
        return "http://localhost:" + port + "/realtime/subscribe?channel=" + box.channel() + "&stream_type=all";
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** Takes the request and says nothing until the client hangs up: what is left of a peer that lost its network. */
    static void silence(Connection connection) throws IOException {
        connection.awaitHangUp();
    }

    /** A TCP reset in the middle of the body. */
    static void resetMidBody(Connection connection) throws IOException {
        connection.half();
        connection.socket.setSoLinger(true, 0);
    }

    /** The connection ends, cleanly, in the middle of the body. */
    static void endMidBody(Connection connection) throws IOException {
        connection.half();
    }

    /** A body that begins well and then goes on with one space at a time, for ever. */
    static Wire trickle(Duration interval) {
        return connection -> {
            connection.head("Content-Type: application/json", "Connection: close");
            connection.out.write("{\"version\":1,\"chunk_size\":0,".getBytes(StandardCharsets.US_ASCII));
            connection.out.flush();
            while (!connection.isHungUpWithin(interval)) {
                connection.out.write(' ');
                connection.out.flush();
            }
        };
    }

    /** Headers that begin well and then go on with one character at a time, for ever. */
    static Wire trickleInTheHeaders(Duration interval) {
        return connection -> {
            connection.out.write("HTTP/1.1 200 OK\r\nX-Padding: ".getBytes(StandardCharsets.US_ASCII));
            connection.out.flush();
            while (!connection.isHungUpWithin(interval)) {
                connection.out.write('x');
                connection.out.flush();
            }
        };
    }

    /** A body without an end, as fast as the client reads. */
    static void endless(Connection connection) throws IOException {
        connection.head("Content-Type: application/json", "Connection: close");
        connection.out.write('{');
        while (true) {
            connection.out.write(SPACES);
        }
    }

    /** A body of 33 MiB, as its Content-Length says. */
    static void tooLarge(Connection connection) throws IOException {
        connection.head("Content-Type: application/json", "Connection: close", "Content-Length: " + TOO_MUCH);
        for (int sent = 0; sent < TOO_MUCH; sent += SPACES.length) {
            connection.out.write(SPACES);
        }
    }

    /** A small body that unpacks to 33 MiB. */
    static void tooLargeUnpacked(Connection connection) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int written = 0; written < TOO_MUCH; written += SPACES.length) {
                gzip.write(SPACES);
            }
        }
        connection.send(packed.toByteArray(), "Content-Type: application/json", "Content-Encoding: gzip");
    }

    /** The sandbox's response, compressed. */
    static void gzip(Connection connection) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(connection.response().body);
        }
        connection.send(packed.toByteArray(), "Content-Type: application/json", "Content-Encoding: gzip");
    }

    /** The sandbox's response with other headers. */
    static Wire labelled(String... headers) {
        return connection -> connection.send(connection.response().body, headers);
    }

    /** A connection with a request, which has been read. */
    static final class Connection {

        private final Socket socket;
        private final OutputStream out;
        private final String request;
        private final Call call;
        private final BoxSandbox box;
        private boolean open;

        private Connection(Socket socket, BoxSandbox box) throws IOException {
            this.socket = socket;
            this.box = box;
            this.out = socket.getOutputStream();
            this.request = readHead(socket.getInputStream());
            this.call = request.contains(" /realtime/") ? Call.LONG_POLL
                    : request.startsWith("OPTIONS") ? Call.OPTIONS : Call.EVENTS;
        }

        /** The request line and the headers. */
        String request() {
            return request;
        }

        Call call() {
            return call;
        }

        private static String readHead(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("hung up");
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.US_ASCII);
        }

        private Socket ask() throws IOException {
            Socket sandbox = new Socket(InetAddress.getLoopbackAddress(), URI.create(box.baseUrl()).getPort());
            String once = request.replaceFirst("(?i)\r\nConnection:[^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n");
            sandbox.getOutputStream().write(once.getBytes(StandardCharsets.US_ASCII));
            return sandbox;
        }

        /** Passes the request on, and the response back; a hang-up too. */
        void pass() throws IOException {
            try (Socket sandbox = ask()) {
                Thread watch = new Thread(() -> {
                    try (sandbox) {
                        awaitHangUp();
                    } catch (IOException e) {
                        // Closed on this side.
                    }
                }, "faulty-proxy-watch");
                watch.setDaemon(true);
                watch.start();
                sandbox.getInputStream().transferTo(out);
            }
        }

        /** Passes the request on, and keeps the response. */
        Response response() throws IOException {
            try (Socket sandbox = ask()) {
                byte[] response = sandbox.getInputStream().readAllBytes();
                if (response.length == 0) {
                    throw new EOFException("The sandbox has hung up");
                }
                String text = new String(response, StandardCharsets.ISO_8859_1);
                int body = text.indexOf("\r\n\r\n") + 4;
                return new Response(text.substring(0, text.indexOf("\r\n")),
                        Arrays.copyOfRange(response, body, response.length));
            }
        }

        /** Responds with these bytes. */
        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Waits for another request afterwards. */
        void keepOpen() {
            open = true;
        }

        // At once, for a long poll too.
        private void half() throws IOException {
            byte[] body = call == Call.LONG_POLL
                    ? "{\"version\":1,\"message\":\"new_change\"}".getBytes(StandardCharsets.US_ASCII)
                    : response().body;
            head("Content-Type: application/json", "Connection: close", "Content-Length: " + body.length);
            out.write(body, 0, body.length / 2);
            out.flush();
        }

        private void head(String... headers) throws IOException {
            out.write(("HTTP/1.1 200 OK\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        private void send(byte[] body, String... headers) throws IOException {
            String[] all = Arrays.copyOf(headers, headers.length + 2);
            all[headers.length] = "Connection: close";
            all[headers.length + 1] = "Content-Length: " + body.length;
            head(all);
            out.write(body);
            out.flush();
        }

        private void awaitHangUp() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // A client that sends more has not hung up.
            }
        }

        private boolean isHungUpWithin(Duration duration) throws IOException {
            socket.setSoTimeout((int) duration.toMillis());
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }
    }
}
