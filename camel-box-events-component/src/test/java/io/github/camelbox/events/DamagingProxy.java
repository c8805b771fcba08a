// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.camelbox.events.box.Mutator;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;

/**
 * Stands between a client and a sandbox and damages as many of the next answers as it is told to: the body, or all of the
 * answer, its status line and headers included; some connections it then closes, others it leaves open. Thread-safe.
 */
final class DamagingProxy implements Closeable {

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final URI sandbox;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    // Guarded by the monitor.
    private final Map<Call, Integer> toDamage = new EnumMap<>(Call.class);
    private final Mutator mutator;
    private final Random random;
    private long damaged;
    private boolean settled = true;

    DamagingProxy(BoxSandbox box, long seed) throws IOException {
        sandbox = URI.create(box.baseUrl());
        mutator = new Mutator(seed);
        random = new Random(seed);
        server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        box.realtimeUrl(baseUrl().replace("/2.0", "/realtime/subscribe?channel=" + box.channel() + "&stream_type=all"));
        threads.execute(this::accept);
    }

    String baseUrl() {
        return "http://localhost:" + server.getLocalPort() + "/2.0";
    }

    synchronized void damageNext(Call call, int answers) {
        toDamage.merge(call, answers, Integer::sum);
    }

    /** Whether all that were to be damaged have been, and the sandbox has answered since what position the client is at. */
    synchronized boolean isDone() {
        return settled && toDamage.values().stream().allMatch(left -> left == 0);
    }

    synchronized long damaged() {
        return damaged;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            boolean goOn = true;
            while (goOn) {
                String head = head(in);
                goOn = !head.isEmpty() && answer(head, out);
            }
        } catch (IOException e) {
            // The client has hung up, or the sandbox has.
        } finally {
            open.remove(client);
        }
    }

    /** Whether the connection is to stay open. */
    private boolean answer(String head, OutputStream out) throws IOException {
        byte[] body;
        String status;
        try (Socket socket = new Socket(sandbox.getHost(), sandbox.getPort())) {
            open.add(socket);
            String request = head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            status = head(in).lines().findFirst().orElseThrow(IOException::new);
            body = in.readAllBytes();
            open.remove(socket);
        }
        Call call = head.startsWith("OPTIONS") ? Call.OPTIONS : head.contains("/realtime/") ? Call.LONG_POLL : Call.EVENTS;
        synchronized (this) {
            int left = toDamage.getOrDefault(call, 0);
            if (left == 0) {
                settled |= call == Call.EVENTS;
                out.write(answer(status, body));
                out.flush();
                return true;
            }
            toDamage.put(call, left - 1);
            damaged++;
            settled = false;
            boolean all = random.nextInt(3) == 0;
            out.write(all ? mutator.mutate(answer(status, body)) : answer(status, mutator.mutate(body)));
            out.flush();
            return random.nextInt(4) == 0;
        }
    }

    private static byte[] answer(String status, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes((status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        for (int b = in.read(); b != -1; b = in.read()) {
            head.write(b);
            matched = b == END_OF_HEAD[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            if (matched == END_OF_HEAD.length) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
