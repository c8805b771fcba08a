// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Files with one event a line. */
public final class JsonLines {

    private JsonLines() {
    }

    /** The values at a JSON pointer in the events of a file, if there is one, without a line that is still being written. */
    public static List<String> read(Path file, String pointer) throws IOException {
        String text = Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        List<String> values = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode event = new ObjectMapper().readTree(line);
            values.add(event.at(pointer).asText());
        }
        return values;
    }
}
