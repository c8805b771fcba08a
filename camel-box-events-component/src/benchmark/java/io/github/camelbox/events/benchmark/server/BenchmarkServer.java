// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Box, as far as its event streams go, and several times faster than the fastest client: blocking sockets, a thread for each
 * connection, and pages that were serialised beforehand. It serves the API and the real-time server on a port each, in plain
 * HTTP and over TLS, and any number of accounts, which are the first part of the path:
 * {@code http://127.0.0.1:PORT/ACCOUNT/2.0/events}. Any {@code POST} is responded to with an access token.
 */
public final class BenchmarkServer {

    private static final int BACKLOG = 1024;
    private static final int DEFAULT_LIMIT = 100;
    private static final String PASSWORD = "changeit";
    private static final String LENGTH = "Content-Length:";

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicInteger openPolls = new AtomicInteger();
    private final Path keyStore;
    private final Map<Link, String> urls = new EnumMap<>(Link.class);

    /**
     * @param directory where the certificate is kept; made if it is not there
     */
    public BenchmarkServer(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        keyStore = directory.resolve("server.p12");
        ServerSocketFactory plain = ServerSocketFactory.getDefault();
        ServerSocketFactory tls = tls().getServerSocketFactory();
        urls.put(Link.PLAIN, start("http", service -> listen(plain, service)));
        urls.put(Link.TLS, start("https", service -> listen(tls, service)));
        urls.put(Link.DISTANT,
                start("https", service -> listen(plain, new DistantFront(listen(tls, service))::serve)));
    }

    /** The account of that name, made when it is first asked for. */
    public Account account(String name) {
        return accounts.computeIfAbsent(name, key -> new Account(openPolls));
    }

    /** Where the account's API is: what precedes {@code /2.0}. */
    public String url(String account, Link link) {
        return urls.get(link) + "/" + account;
    }

    /** How many long polls are open, of all accounts. One that a client cut counts until the next event of its account. */
    public int openPolls() {
        return openPolls.get();
    }

    /** The options with which a JVM trusts the certificate. */
    public List<String> trustOptions() {
        return List.of("-Djavax.net.ssl.trustStore=" + keyStore, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private SSLContext tls() throws IOException, GeneralSecurityException, InterruptedException {
        if (!Files.exists(keyStore)) {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-validity", "3650", "-dname",
                    "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore",
                    keyStore.toString(), "-storepass", PASSWORD).inheritIO().start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private interface Listener {
        int listen(Service service) throws IOException;
    }

    /** Starts two servers, and returns the URL of the API. */
    private String start(String scheme, Listener listener) throws IOException {
        String realtime = scheme + "://127.0.0.1:" + listener.listen(this::realtime);
        return scheme + "://127.0.0.1:" + listener.listen(socket -> api(socket, realtime));
    }

    private static int listen(ServerSocketFactory sockets, Service service) throws IOException {
        ServerSocket server = sockets.createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
        thread("accept", () -> {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                thread("connection", () -> service.serve(socket));
            }
        });
        return server.getLocalPort();
    }

    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    static void thread(String name, Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The client closed the connection.
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    interface Task {
        void run() throws IOException;
    }

    private void api(Socket socket, String realtime) throws IOException {
        try (socket) {
            BufferedReader in = reader(socket);
            // A page of few events is one packet; larger ones pass by the buffer.
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192);
            PageWriter pages = new PageWriter();
            for (Request request = Request.read(in); request != null; request = Request.read(in)) {
                if (request.method().equals("POST")) {
                    respond("{\"access_token\":\"token\",\"expires_in\":3600,\"token_type\":\"bearer\"}", out);
                    continue;
                }
                Account account = account(request.account());
                boolean get = request.method().equals("GET");
                account.count(get);
                if (get) {
                    page(request, account, pages, out);
                } else {
                    realtimeServer(realtime + "/" + request.account(), out);
                }
            }
        }
    }

    private static void page(Request request, Account account, PageWriter pages, OutputStream out) throws IOException {
        String limit = request.parameter("limit");
        // com.box.sdk asks for 800, which is more than Box sends.
        int most = limit == null ? DEFAULT_LIMIT : Math.min(PageWriter.LARGEST, Integer.parseInt(limit));
        long from = account.number(request.parameter("stream_position"));
        pages.write(out, account.epoch(), from, Math.min(account.number("now"), from + most));
    }

    private static void realtimeServer(String url, OutputStream out) throws IOException {
        // The types are those that every client accepts: com.box.sdk insists on max_retries as a text.
        respond("{\"chunk_size\":1,\"entries\":[{\"type\":\"realtime_server\",\"url\":\"" + url
                + "/subscribe?channel=e9de49a73f0c93a872d7&stream_type=all\",\"ttl\":\"10\",\"max_retries\":\"10\","
                + "\"retry_timeout\":610}]}", out);
    }

    private static void respond(String body, OutputStream out) throws IOException {
        out.write((header(body.length()) + body).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    static String header(int contentLength) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + contentLength + "\r\n\r\n";
    }

    /** Hands the connection to the account, which responds and closes it. */
    private void realtime(Socket socket) throws IOException {
        Request request = Request.read(reader(socket));
        if (request == null) {
            socket.close();
        } else {
            account(request.account()).poll(socket, request.parameter("stream_position"));
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1024);
    }

    /** A request. The body, which only one for a token has, is skipped. */
    private record Request(String method, String target) {

        /** The next request; null at the end of the connection. */
        static Request read(BufferedReader in) throws IOException {
            String first = in.readLine();
            String header = first;
            int length = 0;
            while (header != null && !header.isEmpty()) {
                header = in.readLine();
                if (header != null && header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                    length = Integer.parseInt(header.substring(LENGTH.length()).strip());
                }
            }
            in.skip(length);
            if (header == null) {
                return null;
            }
            String[] words = first.split(" ");
            return new Request(words[0], words[1]);
        }

        String account() {
            return target.substring(1, target.indexOf('/', 1));
        }

        /** A parameter of the query; null if it is not there. */
        String parameter(String name) {
            Matcher parameter = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(target);
            return parameter.find() ? parameter.group(1) : null;
        }
    }
}
