// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Renders the generated metadata as tables in Markdown. */
final class MetadataTables {

    private final GeneratedMetadata metadata;

    MetadataTables(GeneratedMetadata metadata) {
        this.metadata = metadata;
    }

    /** The options of the endpoint, a table for each group, and those that only the component has. */
    String options() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        metadata.endpointOptions().forEach((name, option) -> groups
                .computeIfAbsent("path".equals(option.path("kind").asText()) ? "path" : option.path("group").asText(),
                        group -> new ArrayList<>())
                .add(optionRow(name, option)));
        metadata.componentOptions().forEach((name, option) -> {
            if (!metadata.endpointOptions().containsKey(name)) {
                groups.computeIfAbsent("component only", group -> new ArrayList<>()).add(optionRow(name, option));
            }
        });
        StringBuilder text = new StringBuilder();
        groups.forEach((group, rows) -> text.append(text.isEmpty() ? "" : "\n").append(title(group)).append("\n\n")
                .append("| option | description | default | type |\n|---|---|---|---|\n").append(String.join("", rows)));
        return text.toString();
    }

    private static String title(String group) {
        return "**" + Character.toUpperCase(group.charAt(0)) + group.substring(1) + "**";
    }

    private static String optionRow(String name, JsonNode option) {
        boolean prefixed = option.path("multiValue").asBoolean();
        return row(code(prefixed ? option.path("prefix").asText() + "*" : name), description(option), defaultValue(option),
                type(option));
    }

    private static String description(JsonNode node) {
        return node.path("description").asText().replaceFirst(" This is a multi-value option with prefix: \\S+$", "");
    }

    private static String defaultValue(JsonNode option) {
        String value = option.path("defaultValue").asText();
        if (value.isEmpty()) {
            return "";
        }
        boolean seconds = "duration".equals(option.path("type").asText()) && value.endsWith("000");
        return code(seconds ? value.substring(0, value.length() - 3) + "s" : value);
    }

    private static String type(JsonNode option) {
        if (option.has("enum")) {
            List<String> values = new ArrayList<>();
            option.path("enum").forEach(value -> values.add(code(value.asText())));
            return String.join(", ", values);
        }
        String type = option.path("type").asText();
        // Without the packages, inside of type arguments too.
        String text = "object".equals(type) ? code(option.path("javaType").asText().replaceAll("[a-z0-9]+\\.", "")) : type;
        return option.path("secret").asBoolean() ? text + ", secret" : text;
    }

    /** The headers of the Exchanges. */
    String headers() {
        StringBuilder text = new StringBuilder("| header | constant | description | type |\n|---|---|---|---|\n");
        metadata.headers().forEach((name, header) -> text.append(row(code(name),
                code(header.path("constantName").asText().replaceFirst(".*\\.(.*)#", "$1.")), description(header),
                header.path("javaType").asText())));
        return text.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(cell.isEmpty() ? " " : " " + cell.replace("|", "\\|") + " ").append('|');
        }
        return row.append('\n').toString();
    }
}
