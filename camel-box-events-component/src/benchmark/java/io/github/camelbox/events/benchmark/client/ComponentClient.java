// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.function.UnaryOperator;

import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.builder.RouteBuilder;

/** This component as its users have it. */
final class ComponentClient extends RouteClient {

    private final UnaryOperator<String> options;

    /**
     * @param options of the endpoint, as {@code &name=value}; the others are the defaults
     */
    ComponentClient(String options) {
        this(url -> "&accessToken=token" + options);
    }

    /**
     * @param options those of an account's URL, login included
     */
    ComponentClient(UnaryOperator<String> options) {
        this.options = options;
    }

    /** An application with a user's stream for each account: on one login, or with a login for each. */
    static ComponentClient ofUsers(boolean logins) {
        return new ComponentClient(url -> {
            int end = url.lastIndexOf('/');
            String user = url.substring(end + 1);
            return "&clientId=id&clientSecret=secret&tokenUrl=" + url.substring(0, end) + "/oauth2/token"
                    + (logins ? "&userId=" + user : "&enterpriseId=1&asUser=" + user);
        });
    }

    @Override
    void route(RouteBuilder builder, String url, String position, Arrivals arrivals) {
        builder.from("box-events:all?baseUrl=" + url + "/2.0&streamPosition=" + position + options.apply(url))
                .process(exchange -> {
                    if (exchange.getMessage().getBody() instanceof BoxEventBatch batch) {
                        batch.forEach(event -> arrivals.event(event.getEventId()));
                    } else {
                        arrivals.event(exchange.getMessage().getHeader("CamelBoxEventsEventId", String.class));
                    }
                });
    }
}
