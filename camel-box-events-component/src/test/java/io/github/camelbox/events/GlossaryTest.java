// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** One word for one thing, in what users read: the documentation, and the comments and texts of the sources. */
class GlossaryTest {

    /** The words that are not used, and those to write instead. */
    private static final Map<String, String> WORDS = new TreeMap<>(Map.ofEntries(
            Map.entry("answer(s|ed|ing)?", "response, result"),
            Map.entry("refus(e|es|ed|ing|al)", "rejected, denied"),
            Map.entry("(un)?mask(s|ed|ing)?", "redact"),
            Map.entry("troubles?", "error"),
            Map.entry("mend(s|ed|ing)?|anew", "retry, try again, fix"),
            Map.entry("(is|are|was|were) to be", "must, should"),
            Map.entry("ways? (to log|of logging) in", "login method"),
            Map.entry("alarms?", "timeout scheduler"),
            Map.entry("fetch(es|ed|ing)?(-| )ahead", "prefetch"),
            Map.entry("go(es|ing)? on from", "resuming from"),
            Map.entry("is over", "recovered, has ended"),
            Map.entry("person|persons|people|nobody|somebody", "operator, user"),
            Map.entry("g(ive|ives|iven|iving|ave)( it| them)? back", "lease, release")));

    /** Where one of them is right: TCP's, and a message of HttpClient's. */
    private static final List<String> EXCEPTIONS = List.of("connection refused", "CONNECT refused by proxy");

    private static final Pattern TEXT
            = Pattern.compile("'(?:[^'\\\\\n]|\\\\.)'|\"(?:[^\"\\\\\n]|\\\\.)*\"|//.*|/\\*(?s:.*?)\\*/");
    private static final Pattern ANY = Pattern.compile(
            "(?<![\\w./#-])(" + String.join("|", WORDS.keySet()).replace(" ", "\\s+") + ")(?![\\w-])",
            Pattern.CASE_INSENSITIVE);

    @Test
    void theDocumentationAndTheSourcesUseTheWordsOfTheGlossary() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Markdown page : Markdown.pages()) {
            if (page.name().matches("([A-Z]+|docs/[\\w-]+)\\.md")) {
                wrong.addAll(wrongWords(page.file()));
            }
        }
        try (Stream<Path> files = Files.walk(Markdown.ROOT.resolve("camel-box-events-component/src/main"))) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(java|yaml|json)")).sorted().toList()) {
                wrong.addAll(wrongWords(file));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aWordIsFoundInTextsAndCommentsButNotInCode(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("A.java"), """
                /**
                 * Its answer
                 * is over.
                 */
                String answer = "Connection refused";  // Nobody is
                // to be asked again.
                """);

        assertThat(wrongWords(file)).hasSize(3)
                .anyMatch(line -> line.endsWith("A.java:2: answer: write response, result"))
                .anyMatch(line -> line.endsWith("A.java:3: is over: write recovered, has ended"))
                .anyMatch(line -> line.endsWith("A.java:5: Nobody: write operator, user"));
    }

    private static List<String> wrongWords(Path file) throws IOException {
        String text = Files.readString(file);
        String read = file.toString().endsWith(".java") ? textsAndComments(text) : text;
        for (String exception : EXCEPTIONS) {
            read = Pattern.compile(exception, Pattern.CASE_INSENSITIVE).matcher(read)
                    .replaceAll("_".repeat(exception.length()));
        }
        List<String> wrong = new ArrayList<>();
        Matcher word = ANY.matcher(read);
        while (word.find()) {
            long line = 1 + read.substring(0, word.start()).chars().filter(c -> c == '\n').count();
            String where = file.startsWith(Markdown.ROOT) ? Markdown.ROOT.relativize(file).toString() : file.toString();
            wrong.add(where + ":" + line + ": " + word.group() + ": write " + replacement(word.group()));
        }
        return wrong;
    }

    // All else is blank, but for the ends of the lines.
    private static String textsAndComments(String java) {
        StringBuilder texts = new StringBuilder(java.replaceAll("[^\n]", " "));
        TEXT.matcher(java).results().forEach(text -> texts.replace(text.start(), text.end(), text.group()));
        return texts.toString();
    }

    private static String replacement(String word) {
        return WORDS.entrySet().stream()
                .filter(entry -> Pattern.compile(entry.getKey(), Pattern.CASE_INSENSITIVE).matcher(word.replaceAll("\\s+", " "))
                        .matches())
                .map(Map.Entry::getValue).findFirst().orElseThrow();
    }
}
