// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Makes a server seem far away: what goes through arrives half a round trip later. The client's first bytes take a whole one
 * more, as long as it would wait for its connection.
 */
final class DistantFront {

    static final int ROUND_TRIP_MILLIS = 100;

    private static final long ONE_WAY = TimeUnit.MILLISECONDS.toNanos(ROUND_TRIP_MILLIS) / 2;

    private final int port;

    /**
     * @param port that of the server
     */
    DistantFront(int port) {
        this.port = port;
    }

    /** Bytes under way; none are the end of the stream. */
    private record Packet(long due, byte[] bytes) {
    }

    /** Connects a client with the server, until both have ended. */
    void serve(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port);
        server.setTcpNoDelay(true);
        BenchmarkServer.thread("distance", () -> relay(server, client, 0));
        relay(client, server, 2 * ONE_WAY);
    }

    private static void relay(Socket from, Socket to, long connecting) throws IOException {
        BlockingQueue<Packet> underWay = new LinkedBlockingQueue<>();
        BenchmarkServer.thread("distance", () -> deliver(underWay, to));
        long connected = System.nanoTime() + connecting;
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                underWay.add(new Packet(Math.max(connected, System.nanoTime()) + ONE_WAY, Arrays.copyOf(buffer, read)));
            }
        } finally {
            underWay.add(new Packet(System.nanoTime() + ONE_WAY, new byte[0]));
        }
    }

    private static void deliver(BlockingQueue<Packet> underWay, Socket to) throws IOException {
        try (to) {
            for (Packet packet = underWay.take(); packet.bytes.length > 0; packet = underWay.take()) {
                TimeUnit.NANOSECONDS.sleep(packet.due - System.nanoTime());
                to.getOutputStream().write(packet.bytes);
            }
            TimeUnit.NANOSECONDS.sleep(ONE_WAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
