// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.linkage;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** That the published jar is a bundle whose imports the libraries of its users satisfy: see docs/platforms.md. */
class BundleIT {

    // A package and what is said of it, quoted commas included.
    private static final Pattern CLAUSE = Pattern.compile("([\\w.]+)((?:;[\\w:]+=(?:\"[^\"]*\"|[^,;\"]*))*)(?:,|$)");
    private static final Pattern VERSION = Pattern.compile("version=\"?([^\";]*)");
    private static final Pattern RANGE = Pattern.compile("\\[([\\d.]+),([\\d.]+)\\)");
    private static final Pattern VERSION_OF_JAR = Pattern.compile("-(\\d+(?:\\.\\d+)+)[^/\\\\]*\\.jar$");
    // Of the libraries that the component's pom.xml calls optional.
    private static final Pattern OPTIONAL = Pattern.compile(
            "org\\.apache\\.camel\\.telemetry|org\\.bouncycastle\\.|io\\.micrometer\\.|org\\.springframework\\.");

    private static Map<String, String> imports;
    private static Map<String, String> exports;
    // By package.
    private static final Map<String, List<Version>> OFFERED = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("jar.component"))) {
            imports = clauses(jar, "Import-Package");
            exports = clauses(jar, "Export-Package");
        }
        String libraries = Files.readString(Path.of(System.getProperty("classpath.component"))).strip();
        for (String library : libraries.split(File.pathSeparator)) {
            try (JarFile jar = new JarFile(library)) {
                offer(jar, VERSION_OF_JAR.matcher(library));
            }
        }
        ModuleLayer.boot().modules().stream().filter(module -> module.getName().matches("java\\..*|jdk\\..*"))
                .flatMap(module -> module.getDescriptor().exports().stream()).map(ModuleDescriptor.Exports::source)
                .forEach(name -> OFFERED.computeIfAbsent(name, key -> new ArrayList<>()).add(Version.parse("0")));
    }

    // A jar that is no bundle is wrapped as one before it is installed: then it exports its packages, in its own version.
    private static void offer(JarFile jar, Matcher version) throws IOException {
        Map<String, String> offered = clauses(jar, "Export-Package");
        if (offered.isEmpty()) {
            assertThat(version.find()).as(jar.getName()).isTrue();
            jar.stream().map(entry -> entry.getName()).filter(name -> name.matches("[a-z][\\w/]*/\\w+\\.class"))
                    .forEach(name -> offered.put(name.substring(0, name.lastIndexOf('/')).replace('/', '.'),
                            "version=" + version.group(1)));
        }
        offered.forEach((name, attributes) -> VERSION.matcher(attributes).results().map(found -> Version.parse(found.group(1)))
                .forEach(OFFERED.computeIfAbsent(name, key -> new ArrayList<>())::add));
    }

    private static Map<String, String> clauses(JarFile jar, String header) throws IOException {
        Map<String, String> clauses = new LinkedHashMap<>();
        String value = jar.getManifest() == null ? null : jar.getManifest().getMainAttributes().getValue(header);
        if (value != null) {
            // Some export a package in several versions.
            CLAUSE.matcher(value.replace(" ", "")).results()
                    .forEach(clause -> clauses.merge(clause.group(1), clause.group(2), String::concat));
        }
        return clauses;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "0";
    }

    @Test
    void everyImportIsOffered() {
        assertThat(imports).hasSizeGreaterThan(40);
        Predicate<String> offered = name -> OFFERED.getOrDefault(name, List.of()).stream()
                .anyMatch(version -> isIn(version, imports.get(name)));
        Map<String, String> missing = imports.keySet().stream().filter(offered.negate())
                .collect(Collectors.toMap(name -> name, name -> imports.get(name) + ", offered: " + OFFERED.get(name)));
        assertThat(missing).isEmpty();
    }

    private static boolean isIn(Version version, String attributes) {
        Matcher range = RANGE.matcher(first(VERSION, attributes));
        return !range.matches() || version.compareTo(Version.parse(range.group(1))) >= 0
                && version.compareTo(Version.parse(range.group(2))) < 0;
    }

    @Test
    void everyImportOfALibraryHasARange() {
        assertThat(imports.entrySet()).filteredOn(entry -> !entry.getKey().startsWith("javax."))
                .allSatisfy(entry -> assertThat(first(VERSION, entry.getValue())).as(entry.getKey()).matches(RANGE));
    }

    @Test
    void whatMayBeAbsentIsImportedOptionally() {
        imports.forEach((name, attributes) -> assertThat(attributes.contains("resolution:=optional")).as(name)
                .isEqualTo(OPTIONAL.matcher(name).lookingAt()));
    }

    @Test
    void onlyWhatIsForUsersIsExported() {
        String root = "io.github.camelbox.events";
        assertThat(exports).containsOnlyKeys(root, root + ".auth", root + ".box", root + ".state");
    }

    @Test
    void theFeatureInstallsThisVersion() throws IOException {
        String features = Files.readString(Path.of(System.getProperty("features.component")));
        try (JarFile jar = new JarFile(System.getProperty("jar.component"))) {
            String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            assertThat(features).contains("mvn:io.github.camelbox/camel-box-events/" + version).doesNotContain("${");
        }
        assertThat(Stream.of("camel-core", "camel-http", "camel-jackson")).allSatisfy(
                feature -> assertThat(features).contains("<feature version=\"[4.8,5)\">" + feature + "</feature>"));
    }
}
