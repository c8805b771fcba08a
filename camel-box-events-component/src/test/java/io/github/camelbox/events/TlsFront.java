// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * What stands between a client and a server, on real sockets: a TLS server that forwards in the clear, or an HTTP proxy that
 * opens tunnels (CONNECT) to it.
 */
final class TlsFront implements Closeable {

    private static final String PASSWORD = "changeit";

    /** The first lines that a proxy was sent, and its answers to them. */
    final List<String> tunnels = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final int target;
    private final boolean proxy;
    private final String credentials;

    private TlsFront(ServerSocket server, int target, boolean proxy, String credentials) {
        this.server = server;
        this.target = target;
        this.proxy = proxy;
        this.credentials = credentials;
        start(this::accept);
    }

    /** Speaks TLS with the certificate, and forwards to a local port. */
    static TlsFront tls(Path certificate, int target) throws Exception {
        KeyStore store = KeyStore.getInstance(certificate.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new TlsFront(context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                target,
                false, null);
    }

    /**
     * Opens tunnels to a local port, whatever host they are asked for.
     *
     * @param credentials {@code user:password} to ask for; null for none
     */
    static TlsFront proxy(int target, String credentials) throws IOException {
        return new TlsFront(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, true, credentials);
    }

    /** A certificate of its own for a host, with its key, which is a trust store too. */
    static Path certificate(Path directory, String host) throws Exception {
        Path file = directory.resolve(host + ".p12");
        Process keytool
                = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                        "-alias", host, "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=" + host, "-ext", "san=dns:" + host,
                        "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD).redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (keytool.waitFor() != 0 || !Files.exists(file)) {
            throw new IllegalStateException("keytool failed");
        }
        return file;
    }

    /** Trusts that certificate and no other. */
    static SSLContextParameters trusting(Path certificate) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + certificate);
        store.setPassword("changeit");
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        if (proxy && !admits(client)) {
            client.close();
            return;
        }
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        start(() -> pump(client, upstream));
        pump(upstream, client);
    }

    private boolean admits(Socket client) throws IOException {
        String head = head(client.getInputStream());
        String expected = credentials == null ? "" : "Proxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        boolean admitted = head.startsWith("CONNECT ") && head.contains(expected);
        tunnels.add(head.lines().findFirst().orElse("") + (admitted ? " -> 200" : " -> 407"));
        String answer = admitted ? "HTTP/1.1 200 Connection established\r\n\r\n"
                : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return admitted;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0 && head.indexOf("\r\n\r\n") < 0; b = head.indexOf("\r\n\r\n") < 0 ? in.read() : b) {
            head.append((char) b);
        }
        return head.toString();
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    // What a closed socket ends has nothing to say.
    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                Thread.currentThread().interrupt();
            }
        }, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
