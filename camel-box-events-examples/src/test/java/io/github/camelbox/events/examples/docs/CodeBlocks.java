// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The blocks of code in the pages of the repository. */
final class CodeBlocks {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();

    /** A block of code, and where it begins. */
    record Block(String page, int line, String language, String text) {

        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    private CodeBlocks() {
    }

    /** The blocks in that language, of all pages. */
    static List<Block> in(String language) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".md")
                    && !ROOT.relativize(file).toString().contains("target")).sorted().toList()) {
                read(file, language, blocks);
            }
        }
        return blocks;
    }

    private static void read(Path file, String language, List<Block> into) throws IOException {
        String page = ROOT.relativize(file).toString().replace('\\', '/');
        List<String> lines = Files.readAllLines(file);
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            String fence = lines.get(i).strip();
            if (!fence.startsWith("```")) {
                continue;
            }
            if (start < 0) {
                start = i + 1;
            } else {
                if (lines.get(start - 1).strip().equals("```" + language)) {
                    into.add(new Block(page, start + 1, language, String.join("\n", lines.subList(start, i)) + "\n"));
                }
                start = -1;
            }
        }
    }
}
