// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, in parts. Immutable. */
final class Markdown {

    /** The repository. */
    static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*)\\s*$");

    private final Path file;
    // Without code blocks, whose lines are empty here, so that line numbers stay.
    private final List<String> prose = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();

    /** A block of code; {@code where} is its file and line, for people. */
    record Block(String language, String text, String where) {
    }

    /** Something in the prose; {@code where} is its file and line, for people. */
    record Item(String text, String where) {

        @Override
        public String toString() {
            return where + ": " + text;
        }
    }

    private Markdown(Path file) throws IOException {
        this.file = file;
        String language = null;
        List<String> block = new ArrayList<>();
        int start = 0;
        for (String line : Files.readAllLines(file)) {
            Matcher fence = FENCE.matcher(line);
            boolean isFence = fence.matches();
            if (isFence && language == null) {
                language = fence.group(1);
                start = prose.size() + 2;
                block.clear();
            } else if (isFence) {
                blocks.add(new Block(language, String.join("\n", block) + "\n", where(start)));
                language = null;
            } else if (language != null) {
                block.add(line);
            }
            prose.add(isFence || language != null ? "" : line);
        }
        if (language != null) {
            throw new IOException(where(start) + ": a code block without an end");
        }
    }

    static Markdown read(Path file) {
        try {
            return new Markdown(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page of docs/. */
    static Markdown page(String name) {
        return read(ROOT.resolve("docs").resolve(name));
    }

    /** All pages of the repository. */
    static List<Markdown> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", ".git").noneMatch(name -> isIn(name, ROOT.relativize(file))))
                    .sorted().map(Markdown::read).toList();
        }
    }

    private static boolean isIn(String directory, Path file) {
        return Stream.iterate(file, path -> path != null, Path::getParent).anyMatch(path -> path.endsWith(directory));
    }

    Path file() {
        return file;
    }

    /** The name as from the root of the repository. */
    String name() {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private String where(int line) {
        return name() + ":" + line;
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Block> blocks(String language) {
        return blocks.stream().filter(block -> block.language().equals(language)).toList();
    }

    /** What is written as code in the prose, tables included. */
    List<Item> spans() {
        return matches(SPAN);
    }

    /** The targets of links and pictures. */
    List<Item> links() {
        return matches(LINK);
    }

    private List<Item> matches(Pattern pattern) {
        List<Item> items = new ArrayList<>();
        // A span may go on in the next line.
        String text = String.join("\n", prose);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int line = 1 + (int) text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count();
            items.add(new Item(matcher.group(1).replace('\n', ' ').strip(), where(line)));
        }
        return items;
    }

    /** The spans in a column of the tables that have one with that title. */
    List<Item> spansOfColumn(String title) {
        List<Item> items = new ArrayList<>();
        int column = -1;
        for (int i = 0; i < prose.size(); i++) {
            List<String> cells = cells(prose.get(i));
            if (cells.isEmpty()) {
                column = -1;
            } else if (i + 1 < prose.size() && prose.get(i + 1).startsWith("|--")) {
                column = cells.indexOf(title);
            } else if (column >= 0) {
                Matcher span = SPAN.matcher(cells.get(column));
                while (span.find()) {
                    items.add(new Item(span.group(1), where(i + 1)));
                }
            }
        }
        return items;
    }

    // A bar in a span is no border.
    private static List<String> cells(String line) {
        if (!line.startsWith("|")) {
            return List.of();
        }
        return Arrays.stream(line.substring(1).split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
    }

    /** The anchors of the headings, as code hosts make them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        prose.stream().filter(line -> line.matches("#{1,6} .*")).forEach(line -> {
            String anchor = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                    .strip().replace(' ', '-');
            int count = counts.merge(anchor, 1, Integer::sum);
            anchors.add(count == 1 ? anchor : anchor + "-" + (count - 1));
        });
        return anchors;
    }

    /** All of the text, code included. */
    String text() throws IOException {
        return Files.readString(file);
    }
}
