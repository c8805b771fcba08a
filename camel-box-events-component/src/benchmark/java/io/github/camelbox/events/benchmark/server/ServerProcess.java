// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link BenchmarkServer} in a process of its own. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Path keyStore;
    private final String[] ports;

    private ServerProcess(Process process, Path keyStore) throws IOException {
        this.process = process;
        this.keyStore = keyStore;
        String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        this.ports = line.split(" ");
    }

    /**
     * Starts it.
     *
     * @param directory for its key store, which is made if it is not there
     */
    public static ServerProcess start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path keyStore = directory.resolve("server.p12");
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        if (!Files.exists(keyStore)) {
            Process keytool = new ProcessBuilder(bin.resolve("keytool").toString(), "-genkeypair", "-alias", "server",
                    "-keyalg", "RSA", "-keysize", "2048", "-validity", "3650", "-dname", "CN=localhost",
                    "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", keyStore.toString(),
                    "-storepass", BenchmarkServer.PASSWORD).redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new IOException(output);
            }
        }
        Process process = new ProcessBuilder(bin.resolve("java").toString(), "-Xmx2g", "-cp",
                System.getProperty("java.class.path"), BenchmarkServer.class.getName(), keyStore.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new ServerProcess(process, keyStore);
    }

    /** Where an account's API is: what precedes Box's {@code /2.0}. */
    public String url(String account, boolean tls) {
        return (tls ? "https://127.0.0.1:" + ports[2] : "http://127.0.0.1:" + ports[0]) + "/" + account;
    }

    /** The port to steer it by. */
    public int controlPort() {
        return Integer.parseInt(ports[4]);
    }

    /** What makes a JVM trust its certificate. */
    public String[] trustOptions() {
        return new String[] {
            "-Djavax.net.ssl.trustStore=" + keyStore, "-Djavax.net.ssl.trustStorePassword=" + BenchmarkServer.PASSWORD};
    }

    @Override
    public void close() {
        process.destroy();
    }
}
