// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.users;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a route of the template {@code user} for each user of the enterprise. */
public class UserRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(UserRoutes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "user-";
    private static final int PAGE = 1000;

    private String api;
    private int shards = 1;

    /** Where the API is, such as {@code https:api.box.com/2.0}. */
    public void setApi(String api) {
        this.api = api;
    }

    /** Over how many shards the users are spread, for a template with the parameter {@code shard}. */
    public void setShards(int shards) {
        this.shards = shards;
    }

    /** Adds the routes of new users, and removes those of users that are gone. */
    public void update(CamelContext context) throws Exception {
        Set<String> users = users(context);
        for (String user : users) {
            if (context.getRoute(PREFIX + user) == null) {
                context.addRouteFromTemplate(PREFIX + user, "user", Map.of("userId", user, "shard", shard(user)));
                LOG.info("watching user {}", user);
            }
        }
        for (Route route : context.getRoutes()) {
            String id = route.getId();
            if (id.startsWith(PREFIX) && !users.contains(id.substring(PREFIX.length()))) {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
                LOG.info("user {} is gone", id.substring(PREFIX.length()));
            }
        }
    }

    // Not by hashCode, which spreads texts of digits badly.
    private long shard(String user) {
        CRC32 checksum = new CRC32();
        checksum.update(user.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue() % shards;
    }

    private Set<String> users(CamelContext context) throws Exception {
        Set<String> users = new TreeSet<>();
        try (ProducerTemplate http = context.createProducerTemplate()) {
            int offset = 0;
            JsonNode page;
            do {
                // An incomplete list would remove routes: any failure is an exception.
                page = JSON.readTree(http.requestBody("%s/users?limit=%d&offset=%d&httpClientConfigurer=#boxLogin"
                        .formatted(api, PAGE, offset), null, String.class));
                page.get("entries").forEach(user -> users.add(user.get("id").asText()));
                offset += PAGE;
            } while (offset < page.get("total_count").asInt());
        }
        return users;
    }
}
