// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.github.camelbox.events.examples.shards.ShardMember;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

/**
 * Every user of a simulated enterprise, in shards over several processes: one is killed, one is added. Ends by itself, with
 * exit
 * status 0 if no event is missing: {@code mvn -q -Pdemo -Dexample=shards verify}
 */
public final class ShardsDemo implements AutoCloseable {

    // It logs each request.
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());
    private static final String LABEL = "app";
    private static final String APPLICATION = "box-events";
    private static final String NAMESPACE = "test";

    private final Path directory;
    private final int users;
    private final int shards;
    private final BoxSandbox box = new BoxSandbox().start();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start();
    private final KubernetesMockServer kubernetes = new KubernetesMockServer(new Context(), new MockWebServer(),
            new LinkedHashMap<>(), new KubernetesCrudDispatcher(), false);
    private final NamespacedKubernetesClient client;
    private final Map<String, ForkedMain> members = new TreeMap<>();
    private int activities;

    private ShardsDemo(Path directory, int users, int shards) throws Exception {
        this.directory = directory;
        this.users = users;
        this.shards = shards;
        SERVER_LOG.setLevel(Level.WARNING);
        kubernetes.init();
        client = kubernetes.createClient();
        String entries = IntStream.range(0, users).mapToObj(i -> "{\"type\":\"user\",\"id\":\"" + (1000 + i) + "\"}")
                .collect(Collectors.joining(","));
        box.wireMock().stubFor(get(urlPathEqualTo("/2.0/users"))
                .willReturn(okJson("{\"total_count\":" + users + ",\"entries\":[" + entries + "]}")));
    }

    /** @param args the directory for the logs; how many users, in how many shards, over how many processes: 1,000, 32, three */
    public static void main(String[] args) throws Exception {
        Path parent = Files.createDirectories(Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath());
        int users = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        int shards = args.length > 2 ? Integer.parseInt(args[2]) : 32;
        int processes = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        try (ShardsDemo demo = new ShardsDemo(Files.createTempDirectory(parent, "shards-"), users, shards)) {
            demo.run(processes);
        }
    }

    private void run(int processes) throws Exception {
        System.out.println(users + " users in " + shards + " shards; logs in " + directory);
        long begin = System.nanoTime();
        for (int i = 0; i < processes; i++) {
            start("pod-" + i);
        }
        awaitBalance("started " + processes, begin);

        // It is killed with these on their way.
        activity();
        begin = System.nanoTime();
        members.remove("pod-0").kill();
        // As the node's controller does.
        client.pods().withName("pod-0").delete();
        activity();
        awaitAll("pod-0 killed (kill -9)", begin);
        awaitBalance("pod-0 killed", begin);

        begin = System.nanoTime();
        start("pod-" + processes);
        activity();
        awaitBalance("pod-" + processes + " added", begin);
        activity();
        awaitAll("pod-" + processes + " added", begin);
        sumUp();
    }

    private void start(String pod) throws Exception {
        client.pods().resource(new PodBuilder().withNewMetadata().withName(pod).addToLabels(LABEL, APPLICATION).endMetadata()
                .withNewStatus().withPhase("Running").addNewCondition().withType("Ready").withStatus("True").endCondition()
                .endStatus().build()).create();
        ForkedMain member = new ForkedMain(ShardMember.class, directory.resolve(pod + ".log"), Map.of("POD_NAME", pod,
                "BOX_ACCESS_TOKEN", box.accessToken(), "BOX_BASE_URL", box.baseUrl(), "SHARDS", String.valueOf(shards),
                "DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"), "KUBERNETES_NAMESPACE", NAMESPACE,
                "KUBERNETES_MASTER", "http://localhost:" + kubernetes.getPort()));
        members.put(pod, member);
        member.start();
    }

    /** Something that every user sees. */
    private void activity() {
        box.account().upload("Report " + activities++ + ".docx");
    }

    /** How many shards each process has. */
    private Map<String, Long> holders() {
        return client.leases().inNamespace(NAMESPACE).list().getItems().stream().map(Lease::getSpec)
                .filter(lease -> lease != null && members.containsKey(String.valueOf(lease.getHolderIdentity())))
                .collect(Collectors.groupingBy(lease -> lease.getHolderIdentity(), TreeMap::new, Collectors.counting()));
    }

    private void awaitBalance(String what, long begin) throws Exception {
        awaitThat(() -> holders().size() == members.size() && box.openLongPolls() >= users
                && holders().values().stream().mapToLong(Long::longValue).sum() == shards
                && holders().values().stream().allMatch(n -> n >= shards / members.size()));
        report(what + ": all users are watched, shards " + holders(), begin);
    }

    private void awaitAll(String what, long begin) throws Exception {
        awaitThat(() -> count("select count(*) from (select distinct user_id, event_id from user_event) seen") == (long) users
                                                                                                                  * activities);
        report(what + ": every user's events are there", begin);
    }

    private void sumUp() throws Exception {
        int rows = count("select count(*) from user_event");
        int distinct = count("select count(*) from (select distinct user_id, event_id from user_event) seen");
        System.out.println(activities + " events for " + users + " users. Missing: " + (users * activities - distinct)
                + ". Received twice: " + (rows - distinct) + ".");
    }

    private int count(String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
             Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void report(String what, long begin) {
        System.out.printf("%5.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void awaitThat(Condition condition) throws Exception {
        while (!condition.holds()) {
            if (members.values().stream().anyMatch(member -> !member.isAlive())) {
                throw new IllegalStateException("A process has ended: see " + directory);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() throws Exception {
        List<ForkedMain> all = new ArrayList<>(members.values());
        all.forEach(ForkedMain::close);
        client.close();
        kubernetes.destroy();
        box.close();
        postgres.close();
    }
}
