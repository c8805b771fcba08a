// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.shards;

import io.github.camelbox.events.BoxLogin;
import org.apache.camel.builder.RouteBuilder;

/**
 * What happens in the sight of every user of an enterprise, in a table. Each process has a route for each user; those of a
 * shard
 * consume in the one process that has the shard's lock.
 */
public class ShardRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        bindToRegistry("boxLogin", new BoxLogin());
        // All processes use the same positions: the next one resumes where the last one was.
        routeTemplate("user").templateParameter("userId").templateParameter("shard")
                .from("master:box-events-{{shard}}:box-events:all?asUser={{userId}}&stateStore=#state&streamPosition=0")
                .setHeader("BoxUserId", constant("{{userId}}"))
                .to("sql:classpath:shards/insert.sql");
        // Users come and go.
        from("timer:users?period={{users.period}}").bean("userRoutes", "update");
    }
}
