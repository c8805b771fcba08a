// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An ActiveMQ Artemis broker in this process, which keeps its messages in a directory. It can be stopped and started again.
 */
public final class Broker implements AutoCloseable {

    private final Path directory;
    private final String url;
    private final long redeliveryDelay;
    private EmbeddedActiveMQ server;

    /**
     * @param redeliveryDelay how soon a message that was rolled back is delivered again, in milliseconds
     */
    public Broker(Path directory, long redeliveryDelay) {
        this.directory = directory.toAbsolutePath();
        this.redeliveryDelay = redeliveryDelay;
        this.url = "tcp://localhost:" + freePort();
    }

    // One port for all starts, so that clients find the broker again.
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return url;
    }

    public void start() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setJournalFileSize(1 << 20)
                .addAcceptorConfiguration("tcp", url);
        // By default a message goes to the DLQ after ten deliveries. Here it waits until the audit can be written.
        configuration.addAddressSetting("box.#", new AddressSettings()
                .setRedeliveryDelay(redeliveryDelay).setMaxDeliveryAttempts(-1)
                .setDeadLetterAddress(SimpleString.of("DLQ")).setExpiryAddress(SimpleString.of("ExpiryQueue")));
        server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
    }

    public void stop() throws Exception {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (Exception e) {
            throw new IOException("The broker cannot be stopped", e);
        }
    }
}
