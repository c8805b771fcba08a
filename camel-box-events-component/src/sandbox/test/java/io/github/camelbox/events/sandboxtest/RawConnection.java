// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.github.camelbox.events.sandbox.BoxSandbox;

/** One TCP connection to a sandbox, to see what is really on the wire. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;

    RawConnection(BoxSandbox sandbox) throws IOException {
        socket = new Socket("localhost", URI.create(sandbox.baseUrl()).getPort());
        socket.setSoTimeout(10_000);
    }

    /** Sends a GET request that asks the server to close, or to keep, the connection after its answer. */
    RawConnection get(String pathAndQuery, String connection, BoxSandbox sandbox) throws IOException {
        String request = "GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                + "\r\nAuthorization: Bearer " + sandbox.accessToken() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** All that comes until the other side closes. */
    String readAll() throws IOException {
        return new String(in().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
