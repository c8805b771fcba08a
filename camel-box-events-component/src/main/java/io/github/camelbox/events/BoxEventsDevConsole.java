// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;

/**
 * Shows the streams of the context's {@code box-events} routes.
 */
@DevConsole(name = "box-events", displayName = "Box Events", description = "State of the streams of Box events")
public class BoxEventsDevConsole extends AbstractDevConsole {

    public BoxEventsDevConsole() {
        super("camel", "box-events", "Box Events", "State of the streams of Box events");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return streams().stream()
                .map(stream -> stream.entrySet().stream()
                        .map(entry -> "    " + entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        return Map.of("streams", streams());
    }

    private List<Map<String, Object>> streams() {
        return getCamelContext().getRoutes().stream()
                .map(BoxEventsHealthCheck::consumerOf)
                .filter(Objects::nonNull)
                .map(BoxEventsDevConsole::stream)
                .toList();
    }

    private static Map<String, Object> stream(BoxEventsConsumer consumer) {
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("routeId", consumer.getRouteId());
        stream.put("uri", consumer.getEndpoint().toString());
        stream.put("state", consumer.getStreamState());
        stream.put("position", consumer.getStreamPosition());
        stream.put("currentError", consumer.getCurrentError());
        stream.put("notice", consumer.getNotice());
        stream.put("progress", consumer.getProgress());
        stream.put("secondsSinceLastSuccess", consumer.getSecondsSinceLastSuccess());
        stream.put("events", consumer.getEvents());
        stream.put("duplicates", consumer.getDuplicates());
        stream.put("failedExchanges", consumer.getFailedExchanges());
        stream.put("lastEventTime", consumer.getLastEventTime());
        stream.put("lagMillis", consumer.getLagMillis());
        stream.put("connectRequests", consumer.getConnectRequests());
        stream.put("longPollRequests", consumer.getLongPollRequests());
        stream.put("fetchRequests", consumer.getFetchRequests());
        stream.put("connectFailures", consumer.getConnectFailures());
        stream.put("longPollFailures", consumer.getLongPollFailures());
        stream.put("fetchFailures", consumer.getFetchFailures());
        stream.put("loginFailures", consumer.getLoginFailures());
        stream.put("storeFailures", consumer.getStoreFailures());
        stream.put("reconnects", consumer.getReconnects());
        stream.values().removeIf(Objects::isNull);
        return stream;
    }
}
