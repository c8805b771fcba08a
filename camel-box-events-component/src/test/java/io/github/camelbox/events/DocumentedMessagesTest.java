// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The messages that the documentation quotes are in the code. A message is put together from several literals there, so what
 * is quoted is taken apart, at {@code …} and into runs of at least two words, each of which has to be in a literal.
 */
class DocumentedMessagesTest {

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    // What is no text of the component: values, and the words of others.
    private static final Pattern VALUE = Pattern.compile(
            "\\d.*|\\w+Exception|.*/.*/.*|[A-Z]+_[A-Z_]+|PKIX|Service|Unavailable");

    private static final Pattern LINE = Pattern.compile(".*(?:WARN|INFO) +box-events:\\w+ \\[[\\w-]+]: (.*)");
    private static final Pattern BOXS_WORDS = Pattern.compile("\\((invalid|unauthorized)_\\w+: [^)…]*\\)");

    private static String literals;

    @BeforeAll
    static void readTheLiterals() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("basedir", "."), "src/main/java"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
                // Literals that are one, but for the end of the line.
                String code = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
                Matcher literal = LITERAL.matcher(code);
                while (literal.find()) {
                    all.append(" | ").append(literal.group(1).replace("\\\"", "\"").replace("{}", "|"));
                }
            }
        }
        literals = " " + words(all.toString()) + " ";
    }

    private static String words(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}/_|*-]+", " ").strip();
    }

    /** The parts of a quotation that are not in the code. */
    private static List<String> unknownParts(String quotation) {
        List<String> unknown = new ArrayList<>();
        String text = BOXS_WORDS.matcher(quotation).replaceAll("…").replaceAll("'[^'…]*'|\\d[\\d.]* s\\b", "…");
        for (String part : text.split("…")) {
            List<String> run = new ArrayList<>();
            for (String word : (words(part) + " 0").strip().split(" ")) {
                if (!VALUE.matcher(word).matches()) {
                    run.add(word);
                } else if (!run.isEmpty()) {
                    if (!isCovered(run)) {
                        unknown.add(String.join(" ", run));
                    }
                    run.clear();
                }
            }
        }
        return unknown;
    }

    private static boolean isCovered(List<String> words) {
        if (words.isEmpty() || isInALiteral(words)) {
            return true;
        }
        for (int first = words.size() - 1; first >= 2; first--) {
            if (isInALiteral(words.subList(0, first)) && isCovered(words.subList(first, words.size()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInALiteral(List<String> words) {
        return literals.contains(" " + String.join(" ", words) + " ");
    }

    @Test
    void everyQuotedMessageIsInTheCode() throws Exception {
        List<String> unknown = new ArrayList<>();
        int quotations = 0;
        for (Markdown page : Markdown.pages()) {
            List<Markdown.Item> messages = new ArrayList<>(page.spansOfColumn("line"));
            page.spans().stream().filter(span -> span.text().contains("…") && words(span.text()).split(" ").length >= 4)
                    .forEach(messages::add);
            messages.removeIf(message -> message.text().matches("(\\{|mvn |org\\.).*"));
            for (Markdown.Item message : messages) {
                quotations++;
                unknownParts(message.text()).forEach(part -> unknown.add(message + ": " + part));
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(quotations).isGreaterThan(80);
    }

    @Test
    void everyLineOfALogIsInTheCode() throws Exception {
        List<String> unknown = new ArrayList<>();
        int lines = 0;
        for (Markdown page : Markdown.pages()) {
            for (Markdown.Block block : page.blocks()) {
                for (String line : block.text().split("\n")) {
                    Matcher ofTheComponent = LINE.matcher(line);
                    if (ofTheComponent.matches()) {
                        lines++;
                        unknownParts(ofTheComponent.group(1)).forEach(part -> unknown.add(block.where() + ": " + part));
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(lines).isGreaterThan(3);
    }

    @Test
    void aWordThatIsNotInTheCodeIsFound() {
        assertThat(List.of("GET /events was answered 503", "The position file … is used by another consumer"))
                .allSatisfy(text -> assertThat(unknownParts(text)).isEmpty());
        assertThat(List.of("GET /events was refused 503", "The position file … is used by a stranger"))
                .allSatisfy(text -> assertThat(unknownParts(text)).isNotEmpty());
    }
}
