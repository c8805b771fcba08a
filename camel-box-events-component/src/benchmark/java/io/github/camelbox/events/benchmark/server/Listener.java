// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Accepts connections on a port and reads the requests, each connection on a thread of its own, a virtual one from Java 24 on. */
final class Listener {

    private final ServerSocket server;
    private final Handler handler;

    Listener(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
        start("accept-" + server.getLocalPort(), this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                start("connection-" + socket.getPort(), () -> serve(socket));
            } catch (IOException e) {
                System.err.println(e);
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1024);
            Connection connection = handler.connected(socket);
            Request request = Request.read(in);
            while (request != null && connection.answer(request)) {
                request = Request.read(in);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static void start(String name, Runnable task) {
        try {
            if (Runtime.version().feature() >= 24) {
                // A virtual one: there may be tens of thousands of connections.
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
                return;
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What a port serves. */
    @FunctionalInterface
    interface Handler {

        Connection connected(Socket socket) throws IOException;
    }

    /** The requests of a connection. */
    @FunctionalInterface
    interface Connection {

        /** Answers; whether the connection is still of use. */
        boolean answer(Request request) throws IOException;
    }

    /** Method, target and body of a request. */
    record Request(String method, String target, String body) {

        static Request read(InputStream in) throws IOException {
            String first = line(in);
            if (first == null) {
                return null;
            }
            int length = 0;
            for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).trim());
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            int space = first.indexOf(' ');
            return new Request(first.substring(0, space), first.substring(space + 1, first.lastIndexOf(' ')), body);
        }

        @SuppressWarnings("deprecation") // The constructor that takes ASCII as it is.
        private static String line(InputStream in) throws IOException {
            byte[] line = new byte[256];
            int length = 0;
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next == -1) {
                    return null;
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, 2 * length);
                }
                line[length++] = (byte) next;
            }
            return new String(line, 0, 0, length > 0 && line[length - 1] == '\r' ? length - 1 : length);
        }

        /** The part of the path before its second slash: the account. */
        String account() {
            return target.substring(1, target.indexOf('/', 1));
        }

        /** A parameter of the query; null if it is not there. */
        String parameter(String name) {
            int query = target.indexOf('?');
            if (query >= 0) {
                for (String pair : target.substring(query + 1).split("&")) {
                    if (pair.startsWith(name + "=")) {
                        return pair.substring(name.length() + 1);
                    }
                }
            }
            return null;
        }
    }
}
