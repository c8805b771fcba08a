// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.shards;

import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelbox.events.examples.users.UserRoutes;
import io.github.camelbox.events.state.JdbcStateStore;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.kubernetes.cluster.KubernetesClusterService;
import org.apache.camel.component.kubernetes.cluster.LeaseResourceType;
import org.apache.camel.main.Main;
import org.apache.camel.support.cluster.RebalancingCamelClusterService;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * One of the processes, a Pod as a rule. Environment variables: {@code BOX_ACCESS_TOKEN}; {@code BOX_BASE_URL} if Box is
 * reached
 * through a gateway; {@code DATABASE_URL}; {@code SHARDS}, the same in all of them; {@code POD_NAME}.
 */
public final class ShardMember {

    /** By which the Pods know each other. */
    static final Map<String, String> LABELS = Map.of("app", "box-events");
    private static final int REBALANCE_MILLIS = 2000;

    private ShardMember() {
    }

    public static void main(String[] args) throws Exception {
        String baseUrl = System.getenv().getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0");
        DataSource database = open(System.getenv("DATABASE_URL"));
        UserRoutes users = new UserRoutes();
        users.setApi(baseUrl);
        users.setShards(Integer.parseInt(System.getenv().getOrDefault("SHARDS", "32")));
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.access-token", System.getenv("BOX_ACCESS_TOKEN"));
        camel.addInitialProperty("camel.component.box-events.base-url", baseUrl);
        camel.addInitialProperty("users.period", System.getenv().getOrDefault("USERS_PERIOD", "10m"));
        camel.bind("database", database);
        camel.bind("state", new JdbcStateStore(database));
        camel.bind("userRoutes", users);
        camel.bind("cluster", clusterService(System.getenv("POD_NAME")));
        camel.configure().addRoutesBuilder(new ShardRoutes());
        camel.run();
    }

    /** A lease for each shard; each Pod gets about as many as the others. */
    private static CamelClusterService clusterService(String pod) {
        KubernetesClusterService leases = new KubernetesClusterService();
        leases.setLeaseResourceType(LeaseResourceType.Lease);
        leases.setPodName(pod);
        leases.setClusterLabels(LABELS);
        return new RebalancingCamelClusterService(leases, REBALANCE_MILLIS);
    }

    private static DataSource open(String url) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setConnectionTimeout(10_000);
        pool.addDataSourceProperty("socketTimeout", "20");
        DataSource database = new HikariDataSource(pool);
        new ResourceDatabasePopulator(new ClassPathResource("shards/schema.sql")).execute(database);
        return database;
    }
}
