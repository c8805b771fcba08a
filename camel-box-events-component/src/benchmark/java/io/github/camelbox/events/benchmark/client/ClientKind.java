// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The clients that are compared, by the names that the option {@code benchmark.clients} has for them. */
public enum ClientKind {

    COMPONENT("component", "**`box-events:` in a route**", () -> new ComponentClient("")),
    COMPONENT_UNLIMITED("component-unlimited", "**`box-events:` in a route, `maxRequestsPerMinute=0`**",
            () -> new ComponentClient("&maxRequestsPerMinute=0")),
    TREE("tree", "bare loop: a tree per event", TreeLoop::new),
    TREE_AHEAD("tree-ahead", "bare loop: a tree per event, next page fetched meanwhile", TreeAheadLoop::new),
    TOKENS("tokens", "bare loop: tokens only", TokensLoop::new),
    BYTES("bytes", "bare loop: bytes only", BytesLoop::new),
    CAMEL("camel", "bare Camel consumer: a tree and an Exchange per event", CamelLoop::new),
    SDK("sdk", "`com.box.sdk`, as it is (delay 1 s)", () -> new SdkClient(1000)),
    SDK_NODELAY("sdk-nodelay", "`com.box.sdk`, delay 0", () -> new SdkClient(0)),
    SDKGEN("sdkgen", "`com.box.sdkgen`, as it is (pages of 100)", () -> new SdkGenClient(null)),
    SDKGEN_500("sdkgen-500", "`com.box.sdkgen`, pages of 500", () -> new SdkGenClient(500L));

    private final String key;
    private final String title;
    private final Supplier<EventClient> factory;

    ClientKind(String key, String title, Supplier<EventClient> factory) {
        this.key = key;
        this.title = title;
        this.factory = factory;
    }

    /** The client of that name. */
    public static ClientKind of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("no client '" + key + "', but " + keys()));
    }

    /** All names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(ClientKind::key).toList();
    }

    /** Its name. */
    public String key() {
        return key;
    }

    /** What it is called in a report. */
    public String title() {
        return title;
    }

    /** Whether it is one of Box's SDKs. */
    public boolean isSdk() {
        return key.startsWith("sdk");
    }

    /** Whether it is this component. */
    public boolean isComponent() {
        return key.startsWith("component");
    }

    EventClient create() {
        return factory.get();
    }
}
