// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The options, headers, states and properties that the documentation names are those of the code. */
class DocumentedNamesTest {

    private static final Pattern CAMEL_CASE = Pattern.compile("([a-z]+(?:[A-Z][a-z]*)+)(?:=.*)?");

    private static GeneratedMetadata metadata;
    private static CamelCatalog catalog;
    private static List<Markdown> pages;

    @BeforeAll
    static void read() throws Exception {
        metadata = GeneratedMetadata.read();
        catalog = new DefaultCamelCatalog();
        catalog.addComponent("box-events", BoxEventsComponent.class.getName(), metadata.text());
        pages = Markdown.pages();
    }

    @Test
    void everyOptionExists() throws Exception {
        Set<String> known = new HashSet<>(metadata.endpointOptions().keySet());
        known.addAll(metadata.componentOptions().keySet());
        // What is written in the same way and is no option of ours: one of Camel's, or a name of the code.
        words(catalog.modelJSonSchema("pollEnrich"), known);
        List.of("kafka", "jms", "https").forEach(component -> words(catalog.componentJSonSchema(component), known));
        known.addAll(catalog.findModelNames());
        // Of Camel's FileLockClusterService and its aggregation repositories, of which no metadata tells.
        known.addAll(List.of("acquireLockInterval", "heartbeatTimeoutMultiplier", "deserializationFilter"));
        for (String sources : List.of("camel-box-events-component/src/main", "camel-box-events-examples/src/main",
                "camel-box-events-component/src/sandbox/java")) {
            try (Stream<Path> files = Files.walk(Markdown.ROOT.resolve(sources))) {
                for (Path file : files.filter(file -> file.toString().matches(".*\\.(java|yaml)")).toList()) {
                    words(Files.readString(file), known);
                }
            }
        }
        List<String> unknown = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Markdown page : pages) {
            for (Markdown.Item span : page.spans()) {
                Matcher option = CAMEL_CASE.matcher(span.text());
                if (option.matches()) {
                    seen.add(option.group(1));
                    if (!known.contains(option.group(1))) {
                        unknown.add(span.toString());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(seen).hasSizeGreaterThan(40);
    }

    @Test
    void everyOptionOfATableOfOptionsExists() {
        List<Markdown.Item> unknown = new ArrayList<>();
        for (Markdown page : pages) {
            for (Markdown.Item option : page.spansOfColumn("option")) {
                boolean ofTheBuild = option.text().startsWith("-D");
                boolean prefix = option.text().equals("http.*");
                if (!ofTheBuild && !prefix && !metadata.endpointOptions().containsKey(option.text())
                        && !metadata.componentOptions().containsKey(option.text())) {
                    unknown.add(option);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theDefaultsBesideTheOptionsAreTheirs() {
        List<Markdown.Item> options = Markdown.page("retry-and-pace.md").spansOfColumn("option");
        List<Markdown.Item> defaults = Markdown.page("retry-and-pace.md").spansOfColumn("default");

        assertThat(options).hasSameSizeAs(defaults).isNotEmpty();
        for (int i = 0; i < options.size(); i++) {
            String real = metadata.endpointOptions().get(options.get(i).text()).path("defaultValue").asText();
            assertThat(defaults.get(i).text().replaceFirst("(\\d)s$", "$1000")).as(options.get(i).toString())
                    .isEqualTo(real.replaceFirst("\\.0$", ""));
        }
    }

    private static void words(String text, Set<String> into) {
        Matcher word = Pattern.compile("[a-z]+(?:[A-Z][a-z]*)+").matcher(text);
        while (word.find()) {
            into.add(word.group());
        }
    }

    @Test
    void everyHeaderExists() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (Markdown page : pages) {
            Matcher header = Pattern.compile("CamelBoxEvents\\w+").matcher(page.text());
            while (header.find()) {
                seen.add(header.group());
            }
        }
        assertThat(seen).isSubsetOf(metadata.headers().keySet()).hasSizeGreaterThan(10);
    }

    @Test
    void everyStateHasItsName() {
        List<String> states = Stream.of(StreamState.values()).map(StreamState::toString).toList();

        assertThat(Markdown.page("architecture.md").spansOfColumn("state")).extracting(Markdown.Item::text)
                .containsExactlyInAnyOrderElementsOf(states);
        // Elsewhere they are named where the attribute is.
        assertThat(Markdown.page("operations.md").spans()).extracting(Markdown.Item::text).containsAll(states);
    }

    @Test
    void everyAttributeOfTheTablesExists() {
        List<String> attributes = Arrays.stream(BoxEventsConsumer.class.getMethods())
                .map(method -> method.getName())
                .filter(name -> name.startsWith("get")).map(name -> name.substring(3)).toList();
        for (String name : List.of("operations.md", "troubleshooting.md")) {
            assertThat(Markdown.page(name).spans()).extracting(Markdown.Item::text)
                    // Alerts are called BoxEvents….
                    .filteredOn(
                            span -> span.matches("(?!BoxEvents)[A-Z][a-z]+([A-Z][a-z]+)+")
                                    && !Set.of("ExceptionHandler", "ConsumerTemplate").contains(span))
                    .as(name).isNotEmpty().isSubsetOf(attributes);
        }
    }

    @Test
    void everyPropertyOfCamelExists() {
        List<String> unknown = new ArrayList<>();
        int properties = 0;
        for (Markdown page : pages) {
            List<Markdown.Item> candidates = new ArrayList<>();
            page.spans().forEach(span -> candidates.add(new Markdown.Item(span.text().replaceFirst("=.*", ""), span.where())));
            page.blocks("properties").forEach(block -> block.text().lines().filter(line -> line.contains("="))
                    .forEach(line -> candidates.add(new Markdown.Item(line.replaceFirst("\\s*=.*", ""), block.where()))));
            for (Markdown.Item property : candidates) {
                if (property.text().matches("camel\\.(component|main|health|threads)\\.[\\w.-]+\\w")) {
                    properties++;
                    if (!isKnown(property.text())) {
                        unknown.add(property.toString());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(properties).isGreaterThan(20);
    }

    // The catalog would also judge the value; it is enough that it does not find the name wanting.
    private static boolean isKnown(String property) {
        // Those of Spring Boot, and of Camel's system properties.
        if (List.of("camel.component.box-events.enabled", "camel.main.run-controller", "camel.threads.virtual.enabled")
                .contains(property)) {
            return true;
        }
        var result = catalog.validateConfigurationProperty(property + "=1");
        return result.isAccepted() && (result.getUnknown() == null || result.getUnknown().isEmpty());
    }

    @Test
    void everyUriIsOneThatTheCatalogAccepts() throws Exception {
        List<String> wrong = new ArrayList<>();
        int uris = 0;
        for (Markdown page : pages) {
            Matcher uri = Pattern.compile("(?<![\\w/-])box-events:[a-z_]+(?:\\?[^\\s\"`]+)?(?=\"|`)").matcher(page.text());
            while (uri.find()) {
                // What a block of Java goes on to append, or leaves to the reader, is a value.
                String text = uri.group().replace("&amp;", "&").replace("…", "x").replaceFirst("=$", "=x");
                uris++;
                if (text.startsWith("box-events:application-")) {
                    continue;
                }
                var result = catalog.validateEndpointProperties(text.replaceAll("\\{\\{.*?}}", "x"), false, true, false);
                if (!result.isSuccess()) {
                    wrong.add(page.name() + ": " + uri.group() + ": " + result.summaryErrorMessage(false));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(uris).isGreaterThan(15);
    }

    @Test
    void theVersionsOfTheCoordinatesAreThoseOfTheBuildOrOfATestedLine() throws Exception {
        String pom = Files.readString(Markdown.ROOT.resolve("pom.xml"));
        String lines = Files.readString(Markdown.ROOT.resolve(".ci").resolve("matrix"));
        List<String> wrong = new ArrayList<>();
        Pattern dependency = Pattern.compile(
                "<artifactId>([\\w.-]+)</artifactId>\\s*<version>([^<$]+)</version>");
        for (Markdown page : pages) {
            for (Markdown.Block block : page.blocks("xml")) {
                Matcher matcher = dependency.matcher(block.text());
                while (matcher.find()) {
                    String version = matcher.group(2);
                    // The page in Camel's form has none; a newcomer's project and its logger are not of the build.
                    boolean ours = !version.equals("x.x.x") && !List.of("slf4j-simple", "box-first").contains(matcher.group(1));
                    if (ours && !pom.contains(">" + version + "</") && !lines.contains("=" + version + " ")) {
                        wrong.add(block.where() + ": " + matcher.group(1) + " " + version);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theSettingsOfTheSoakRunExist() throws Exception {
        Path soak = Path.of(System.getProperty("basedir", "."), "src/test/java/io/github/camelbox/events/SoakRun.java");
        String code = Files.readString(soak);

        assertThat(Markdown.page("soak.md").spansOfColumn("option")).isNotEmpty()
                .allSatisfy(option -> assertThat(code).contains(option.text().replaceFirst("^-Dsoak\\.", "")));
    }
}
