// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the sandbox is doing, as JSON for its page and for {@code curl}. */
record SandboxState(BoxSandbox sandbox) {

    private static final int RECENT = 25;

    ObjectNode json() {
        ObjectNode state = JsonText.object();
        TokenIssuer tokens = sandbox.tokens();
        state.putObject("login").put("baseUrl", sandbox.baseUrl()).put("accessToken", sandbox.accessToken())
                .put("tokenUrl", sandbox.tokenUrl()).put("clientId", tokens.clientId())
                .put("clientSecret", tokens.clientSecret()).put("enterpriseId", tokens.enterpriseId())
                .put("userId", tokens.userId()).put("refreshToken", tokens.refreshToken());
        state.put("events", sandbox.eventCount()).put("position", sandbox.position());
        state.put("openLongPolls", sandbox.openLongPolls());
        ObjectNode requests = state.putObject("requests");
        ObjectNode faults = state.putObject("faults");
        for (Call call : Call.values()) {
            requests.put(FaultCommand.name(call), sandbox.count(call));
            String pending = sandbox.pendingFaults(call);
            if (!pending.isEmpty()) {
                faults.put(FaultCommand.name(call), pending);
            }
        }
        recentEvents(state.putArray("recentEvents"));
        recentRequests(state.putArray("recentRequests"));
        return state;
    }

    private void recentEvents(ArrayNode entries) {
        long count = sandbox.eventCount();
        long first = Math.max(0, count - RECENT);
        List<String> events = sandbox.events(first, count);
        for (int i = events.size() - 1; i >= 0; i--) {
            ObjectNode entry = entries.addObject().put("position", sandbox.positionAfter(first + i + 1));
            try {
                JsonNode event = JsonText.read(events.get(i));
                entry.put("created_at", event.path("created_at").asText()).put("event_type", event.path("event_type").asText())
                        .put("item", event.at("/source/name").asText()).put("user", event.at("/created_by/login").asText());
            } catch (IllegalArgumentException e) {
                // Published as it was given: it need not be JSON.
                entry.put("event_type", events.get(i));
            }
        }
    }

    private void recentRequests(ArrayNode entries) {
        List<SandboxRequest> requests = sandbox.requests();
        for (int i = requests.size() - 1; i >= Math.max(0, requests.size() - RECENT); i--) {
            SandboxRequest request = requests.get(i);
            ObjectNode entry = entries.addObject().put("at", request.at().toString())
                    .put("call", FaultCommand.name(request.call())).put("path", request.path());
            request.query().forEach((name, value) -> {
                if (!"channel".equals(name)) {
                    entry.put(name, value);
                }
            });
        }
    }
}
