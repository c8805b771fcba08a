// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A Kafka broker in this process, which keeps its records in a directory. It can be stopped and started again. */
final class KafkaBroker implements AutoCloseable {

    private final Properties properties = new Properties();
    private final String address;
    private KafkaRaftServer server;

    KafkaBroker(Path directory) throws IOException {
        List<Integer> ports = freePorts();
        address = "localhost:" + ports.get(0);
        properties.putAll(Map.of(
                "process.roles", "broker,controller", "node.id", "1",
                "listeners", "PLAINTEXT://" + address + ",CONTROLLER://localhost:" + ports.get(1),
                "controller.listener.names", "CONTROLLER", "controller.quorum.voters", "1@localhost:" + ports.get(1),
                "log.dirs", directory.resolve("logs").toString(),
                "offsets.topic.replication.factor", "1", "offsets.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0"));
        Path file = directory.resolve("server.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        int status = StorageTool.execute(
                new String[] { "format", "-t", Uuid.randomUuid().toString(), "-c", file.toString() },
                new PrintStream(OutputStream.nullOutputStream()));
        if (status != 0) {
            throw new IOException("The directory " + directory + " cannot be formatted");
        }
    }

    // The same for all starts, so that clients find the broker again.
    private static List<Integer> freePorts() throws IOException {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(broker.getLocalPort(), controller.getLocalPort());
        }
    }

    String address() {
        return address;
    }

    void start() {
        server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
    }

    void createTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
        }
    }

    /** How many members of a consumer group have partitions to read. */
    long readers(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty()).count();
        }
    }

    void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
