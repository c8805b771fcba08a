// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Box, as far as its event streams go, and several times quicker than the fastest client: blocking sockets, a thread per
 * connection, and pages that were serialised before. It serves the API and the real-time server on a port each, in plain HTTP
 * and over TLS, and any number of accounts, which are the first part of the path:
 * {@code http://127.0.0.1:PORT/ACCOUNT/2.0/events}.
 * <p/>
 * Runs in a process of its own until its standard input is closed, and prints one line with its five ports: the API and the
 * real-time server in plain HTTP, the same over TLS, and {@link ControlService}.
 */
public final class BenchmarkServer {

    /** The password of the key store. */
    public static final String PASSWORD = "changeit";

    private static final int BACKLOG = 1024;

    private BenchmarkServer() {
    }

    /**
     * @param arguments the key store's file
     */
    public static void main(String[] arguments) throws Exception {
        EventTemplates templates = new EventTemplates();
        Map<String, EventLog> logs = new ConcurrentHashMap<>();
        Accounts accounts = name -> logs.computeIfAbsent(name, key -> new EventLog());
        SSLContext tls = tls(Path.of(arguments[0]));
        Listener realtime = new Listener(plain(), socket -> BoxService.realtime(socket, accounts));
        Listener realtimeTls = new Listener(overTls(tls), socket -> BoxService.realtime(socket, accounts));
        BoxService service = new BoxService(templates, accounts, "http://127.0.0.1:" + realtime.port());
        BoxService serviceTls = new BoxService(templates, accounts, "https://127.0.0.1:" + realtimeTls.port());
        Listener api = new Listener(plain(), socket -> BoxService.api(socket, service));
        Listener apiTls = new Listener(overTls(tls), socket -> BoxService.api(socket, serviceTls));
        Listener control = new Listener(plain(), new ControlService(accounts)::connected);
        System.out.println(api.port() + " " + realtime.port() + " " + apiTls.port() + " " + realtimeTls.port() + " "
                           + control.port());
        while (System.in.read() != -1) {
            // Nothing is sent: what is awaited is the end.
        }
        System.exit(0);
    }

    private static ServerSocket plain() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    }

    private static ServerSocket overTls(SSLContext context) throws IOException {
        return context.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    }

    private static SSLContext tls(Path keyStoreFile) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStoreFile)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The log of each account, made when it is first asked for. */
    private interface Accounts extends Function<String, EventLog> {
    }
}
