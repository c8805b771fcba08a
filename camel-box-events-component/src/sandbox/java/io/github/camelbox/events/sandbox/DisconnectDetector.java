// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;

import com.github.tomakehurst.wiremock.http.trafficlistener.WiremockNetworkTrafficListener;

/**
 * Looks at the connections: tells whether the caller of a held request has hung up, and hangs up itself. The server does not
 * look at a connection while its request is being answered, so a long poll would otherwise be held for a caller that is long
 * gone. Thread-safe.
 */
final class DisconnectDetector implements WiremockNetworkTrafficListener {

    /** The connection whose request this thread has read: the server answers it on the same thread. */
    private final ThreadLocal<Socket> current = new ThreadLocal<>();

    private volatile boolean hangingUp;

    /** Whether to close all connections that are opened or used: a server that stops would still answer them 503. */
    void hangUp(boolean onAll) {
        hangingUp = onAll;
    }

    @Override
    public void opened(Socket socket) {
        if (hangingUp) {
            close(socket);
        }
    }

    @Override
    public void incoming(Socket socket, ByteBuffer bytes) {
        current.set(socket);
        if (hangingUp) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which is all that is wanted
        }
    }

    @Override
    public void outgoing(Socket socket, ByteBuffer bytes) {
        // nothing to see there
    }

    @Override
    public void closed(Socket socket) {
        // nothing to see there
    }

    /** For the request this thread is answering: whether its caller has hung up. To be called once a request. */
    BooleanSupplier caller() {
        Socket socket = current.get();
        current.remove();
        SocketChannel channel = socket == null ? null : socket.getChannel();
        return channel == null ? () -> false : () -> hungUp(channel);
    }

    /** A caller that sends more before it has its answer counts as gone: nobody pipelines behind a long poll. */
    private static boolean hungUp(SocketChannel channel) {
        try {
            return !channel.isOpen() || !channel.isBlocking() && channel.read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }
}
