// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.Locale;
import java.util.function.Supplier;

/** The clients that are compared, by the names that the option {@code benchmark.clients} and the plots have for them. */
public enum ClientKind {

    COMPONENT("**`box-events:` in a route**", () -> new ComponentClient("")),
    COMPONENT_UNLIMITED("**`box-events:` in a route, `maxRequestsPerMinute=0`**",
            () -> new ComponentClient("&maxRequestsPerMinute=0")),
    BATCH("**`box-events:` in a route, `maxRequestsPerMinute=0&batching=true`**",
            () -> new ComponentClient("&maxRequestsPerMinute=0&batching=true")),
    USERS("a route for each of many users, on one login", () -> ComponentClient.ofUsers(false)),
    LOGINS("a route for each of many users, with a login each", () -> ComponentClient.ofUsers(true)),
    TREE("bare loop: a tree per event", () -> new LoopClient(PageReader::trees)),
    TREE_AHEAD("bare loop: a tree per event, with prefetch", () -> new LoopClient(PageReader::treesWithPrefetch)),
    TOKENS("bare loop: tokens only", () -> new LoopClient(PageReader::tokens)),
    BYTES("bare loop: bytes only", () -> new LoopClient(PageReader::bytes)),
    CAMEL("bare Camel consumer: a tree and an Exchange per event", CamelLoop::new),
    SDK("`com.box.sdk`, default (delay 1 s)", () -> new SdkClient(1000)),
    SDK_NODELAY("`com.box.sdk`, delay 0", () -> new SdkClient(0)),
    SDKGEN("`com.box.sdkgen`, default (pages of 100)", () -> new SdkGenClient(null)),
    SDKGEN_500("`com.box.sdkgen`, pages of 500", () -> new SdkGenClient(500L));

    private final String title;
    private final Supplier<EventClient> factory;

    ClientKind(String title, Supplier<EventClient> factory) {
        this.title = title;
        this.factory = factory;
    }

    public static ClientKind of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Such as {@code tree-ahead}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name in a table. */
    public String title() {
        return title;
    }

    public boolean isSdk() {
        return name().startsWith("SDK");
    }

    public boolean isComponent() {
        return this == BATCH || name().startsWith("COMPONENT");
    }

    /** Whether it has a route for each of many users, and is no other client than the component. */
    public boolean isOfManyUsers() {
        return this == USERS || this == LOGINS;
    }

    EventClient create() {
        return factory.get();
    }
}
