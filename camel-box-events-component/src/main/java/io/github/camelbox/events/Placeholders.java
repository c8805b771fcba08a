// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds options that still have a placeholder as their value: Spring Boot passes {@code ${NAME}} on as it is if NAME is not
 * set, and Box would only say that the token is wrong.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^{}]+}|\\{\\{[^}]*}}");

    private Placeholders() {
    }

    /** The name of the first such option. */
    static Optional<String> find(BoxEventsConfiguration c) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (LoginMethod.Option option : LoginMethod.Option.values()) {
            texts.put(option.name(), option.text(c));
        }
        texts.put("asUser", c.getAsUser());
        texts.put("baseUrl", c.getBaseUrl());
        texts.put("tokenUrl", c.getTokenUrl());
        texts.put("streamPosition", c.getStreamPosition());
        texts.put("positionFile", c.getPositionFile());
        texts.put("positionKey", c.getPositionKey());
        texts.put("eventTypes", c.getEventTypes());
        texts.put("folderId", c.getFolderId());
        texts.put("createdAfter", c.getCreatedAfter());
        texts.put("createdBefore", c.getCreatedBefore());
        texts.put("realtimeHosts", c.getRealtimeHosts());
        Optional<String> found = texts.entrySet().stream()
                .filter(option -> option.getValue() != null && PLACEHOLDER.matcher(option.getValue()).find())
                .map(Map.Entry::getKey).findFirst();
        // A password may look like one in part.
        return found.or(() -> c.getHttpOptions().entrySet().stream()
                .filter(option -> option.getValue() instanceof String text && PLACEHOLDER.matcher(text).matches())
                .map(option -> "http." + option.getKey()).findFirst());
    }
}
