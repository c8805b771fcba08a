// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation refers to exists: pages, headings, pictures, files and Maven's profiles and modules. */
class DocumentedLinksTest {

    private static boolean isRelative(String link) {
        return !link.matches("[a-z]+:.*");
    }

    @Test
    void everyRelativeLinkLeadsToAFile() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Markdown page : Markdown.pages()) {
            for (Markdown.Item link : page.links()) {
                if (isRelative(link.text()) && !Files.exists(target(page, link.text()))) {
                    broken.add(link.toString());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyAnchorIsAHeading() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Markdown page : Markdown.pages()) {
            for (Markdown.Item link : page.links()) {
                int hash = link.text().indexOf('#');
                if (isRelative(link.text()) && hash >= 0 && !anchors(target(page, link.text()))
                        .contains(link.text().substring(hash + 1))) {
                    broken.add(link.toString());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static Path target(Markdown page, String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    }

    private static Set<String> anchors(Path file) {
        return file.toString().endsWith(".md") && Files.exists(file) ? Markdown.read(file).anchors() : Set.of();
    }

    @Test
    void everyPageOfTheDocsIsInTheirIndex() throws Exception {
        List<Path> linked = Markdown.page("README.md").links().stream()
                .map(link -> target(Markdown.page("README.md"), link.text())).toList();

        assertThat(Markdown.pages()).filteredOn(page -> page.name().matches("docs/[^/]+\\.md"))
                .filteredOn(page -> !page.name().endsWith("README.md"))
                .allSatisfy(page -> assertThat(linked).contains(page.file()));
    }

    @Test
    void everyFileThatIsNamedExists() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Markdown page : Markdown.pages()) {
            for (Markdown.Item span : page.spans()) {
                // What a build or a run leaves behind is not there yet.
                boolean file = span.text().matches("(camel-box-events-[a-z]+|docs|\\.ci)/[\\w./-]+");
                if (file && !span.text().contains("/target/") && !Files.exists(Markdown.ROOT.resolve(span.text()))) {
                    missing.add(span.toString());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void mavenKnowsTheProfilesModulesAndTestsOfTheCommands() throws Exception {
        String poms = pom("") + pom("camel-box-events-component") + pom("camel-box-events-examples");
        List<String> unknown = new ArrayList<>();
        int commands = 0;
        for (Markdown page : Markdown.pages()) {
            List<Markdown.Item> candidates = new ArrayList<>(page.spans());
            page.blocks().forEach(block -> block.text().lines().forEach(
                    line -> candidates.add(new Markdown.Item(line, block.where()))));
            for (Markdown.Item command : candidates) {
                if (!command.text().startsWith("mvn ")) {
                    continue;
                }
                commands++;
                String[] words = command.text().split("\\s+");
                for (int i = 1; i < words.length; i++) {
                    boolean known = switch (words[i].substring(0, Math.min(2, words[i].length()))) {
                        case "-P" -> List.of(words[i].substring(2).split(",")).stream()
                                .allMatch(profile -> poms.contains("<id>" + profile + "</id>"));
                        case "-p" -> !words[i].equals("-pl") || poms.contains("<module>" + words[i + 1] + "</module>");
                        case "-D" -> !words[i].startsWith("-Dtest=") || areTests(words[i].replaceAll("-Dtest=|'", ""));
                        default -> true;
                    };
                    if (!known) {
                        unknown.add(command + " (" + words[i] + ")");
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(commands).isGreaterThan(5);
    }

    private static String pom(String module) throws IOException {
        return Files.readString(Markdown.ROOT.resolve(module).resolve("pom.xml"));
    }

    private static boolean areTests(String names) throws IOException {
        List<String> tests;
        try (var files = Files.walk(Markdown.ROOT)) {
            tests = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java")).toList();
        }
        return List.of(names.split(",")).stream().allMatch(name -> tests.stream()
                .anyMatch(test -> test.matches(name.replaceAll("[#].*", "").replace("*", ".*") + "\\.java")));
    }

    @Test
    void everyClassOnTheMapExists() throws Exception {
        List<String> sources = new ArrayList<>();
        try (var files = Files.walk(Markdown.ROOT)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> sources.add(file.getFileName().toString().replace(".java", "")));
        }
        List<String> named = new ArrayList<>();
        Markdown contributing = Markdown.read(Markdown.ROOT.resolve("CONTRIBUTING.md"));
        contributing.blocks().forEach(block -> words(block.text(), named));
        Markdown architecture = Markdown.page("architecture.md");
        architecture.spans().forEach(span -> words(span.text(), named));
        architecture.blocks("mermaid").forEach(block -> words(block.text(), named));
        // Not ours: Java's and Camel's.
        named.removeAll(List.of("ReentrantLock", "ExecutorServiceManager", "ConsumerTemplate"));
        // An attribute in JMX, which OperationsTest knows.
        named.remove("StreamState");

        assertThat(named).hasSizeGreaterThan(25).allSatisfy(name -> assertThat(sources).contains(name));
    }

    private static void words(String text, List<String> into) {
        var matcher = java.util.regex.Pattern.compile("(?<![\\w.:/-])([A-Z][a-z]+([A-Z][A-Za-z]*)+?)(?=s?\\b)").matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }
}
