// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.List;

/** The command {@code settings}: what else {@link BoxSandbox} can be told. */
final class SettingsCommand {

    static final List<String> NAMES = List.of("latency", "rate-limit", "page-limit", "overlap", "positions-as-text",
            "repeat-within-page", "hold", "ttl", "max-retries", "retry-timeout", "access-token", "token-lifetime",
            "authorized");

    private SettingsCommand() {
    }

    static void set(BoxSandbox sandbox, String name, SandboxControl.Parameters p) {
        Settings.RealtimeServer realtime = sandbox.realtimeServer();
        switch (name) {
            case "latency" -> sandbox.latency(p.seconds(name, 0));
            case "rate-limit" -> sandbox.rateLimit(p.number(name, 0));
            case "page-limit" -> sandbox.pageLimit(p.number(name, 0));
            case "overlap" -> sandbox.overlap(p.number(name, 0));
            case "positions-as-text" -> sandbox.positionsAsText(p.flag(name));
            case "repeat-within-page" -> sandbox.repeatWithinPage(p.flag(name));
            case "hold" -> sandbox.holdFor(p.seconds(name, 0));
            case "ttl" -> sandbox.realtimeServer(p.required(name), realtime.maxRetries(), realtime.retryTimeout());
            case "max-retries" -> sandbox.realtimeServer(realtime.ttl(), p.required(name), realtime.retryTimeout());
            case "retry-timeout" -> sandbox.realtimeServer(realtime.ttl(), realtime.maxRetries(), p.number(name, 0));
            case "realtime-needs-token" -> sandbox.realtimeNeedsToken(p.flag(name));
            case "access-token" -> sandbox.accessToken(p.required(name));
            case "token-lifetime" -> sandbox.tokens().lifetime(p.seconds(name, 0));
            case "authorized" -> sandbox.tokens().authorized(p.flag(name));
            default -> throw new IllegalArgumentException("No such setting: " + name);
        }
    }
}
