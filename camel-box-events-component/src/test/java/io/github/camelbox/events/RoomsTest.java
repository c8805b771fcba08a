// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The packages are rooms on floors: imports go downward only, and what other frameworks find is imported by nothing. */
class RoomsTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/camelbox/events");
    private static final Pattern IMPORT
            = Pattern.compile("^import (?:static )?io\\.github\\.camelbox\\.events\\.(?:([a-z]+)\\.)?[A-Z]",
                    Pattern.MULTILINE);
    // From the top: the door is the root package.
    private static final List<String> FLOORS = List.of("", "delivery", "stream", "auth", "position", "state", "box");
    private static final List<String> OUTSIDE = List.of("metrics", "tracing", "transform", "springboot");

    @Test
    void importsGoDownwardOnly() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path source : sources()) {
            String room = room(source);
            Matcher imports = IMPORT.matcher(Files.readString(source));
            while (imports.find()) {
                String other = imports.group(1) == null ? "" : imports.group(1);
                boolean down = FLOORS.indexOf(other) > FLOORS.indexOf(room);
                if (!other.equals(room) && !(OUTSIDE.contains(room) ? FLOORS.contains(other) : down)) {
                    wrong.add(source.getFileName() + " in '" + room + "' imports from '" + other + "'");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void boxKnowsNothingOfCamel() throws IOException {
        assertThat(sources()).filteredOn(source -> room(source).equals("box"))
                .isNotEmpty().allSatisfy(source -> assertThat(Files.readString(source)).doesNotContain("org.apache.camel"));
    }

    @Test
    void noClassIsAbove300LinesButTheOptions() throws IOException {
        assertThat(sources()).filteredOn(source -> !source.endsWith("BoxEventsConfiguration.java"))
                .allSatisfy(
                        source -> assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(300));
    }

    private static String room(Path source) {
        Path room = SOURCES.relativize(source).getParent();
        String name = room == null ? "" : room.toString();
        assertThat(FLOORS.contains(name) || OUTSIDE.contains(name)).as(name).isTrue();
        return name;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
