// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open long poll. Whoever appends an event answers it and closes the connection, as Box does; its own thread only notices
 * when the client goes away.
 */
final class LongPoll {

    /** What is said to the client as {@code retry_timeout}, in seconds. */
    static final int RETRY_TIMEOUT = 610;
    // Before the client gives up.
    private static final int HOLD_MILLIS = 600_000;
    private static final byte[] NEW_CHANGE = answer("new_change");
    private static final byte[] RECONNECT = answer("reconnect");

    private final Socket socket;
    private final EventLog log;
    private final AtomicBoolean answered = new AtomicBoolean();

    LongPoll(Socket socket, EventLog log) {
        this.socket = socket;
        this.log = log;
    }

    private static byte[] answer(String message) {
        String body = "{\"version\":1,\"message\":\"" + message + "\"}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    /** Stays until there is an answer, or the client is gone. */
    void hold(long number) throws IOException {
        socket.setSoTimeout(HOLD_MILLIS);
        log.await(this, number);
        try {
            // A client sends nothing more: this returns when it closes the connection, or the answer does.
            socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            answer(RECONNECT);
        } catch (IOException e) {
            // Closed.
        }
        log.abandon(this);
        if (answered.compareAndSet(false, true)) {
            log.counters().pollAbandonedAt.set(Clock.micros());
        }
    }

    /** Tells the client that there is something new. */
    void answer() {
        answer(NEW_CHANGE);
    }

    private void answer(byte[] message) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        try {
            socket.getOutputStream().write(message);
            log.counters().bytes.addAndGet(message.length);
            socket.close();
        } catch (IOException e) {
            // The client went away first.
        }
    }
}
