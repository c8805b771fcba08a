// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is in the jars that are published. */
class PackagedJarIT {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";

    @Test
    void everyClassThatCamelIsToFindIsThere() throws IOException {
        try (JarFile jar = jar("component")) {
            List<String> services = files(jar).filter(name -> name.startsWith(SERVICES)).toList();
            assertThat(services).contains(SERVICES + "component/box-events", SERVICES + "configurer/box-events-endpoint",
                    SERVICES + "configurer/box-events-component", SERVICES + "urifactory/box-events-endpoint",
                    SERVICES + "TypeConverterLoader", SERVICES + "component.properties");
            for (String service : services) {
                // The others say what there is, to tools.
                if (!service.endsWith(".properties") && !service.endsWith(".json")) {
                    assertThat(classesNamedIn(jar, service)).as(service).isNotEmpty()
                            .allSatisfy(name -> assertThat(files(jar)).contains(name.replace('.', '/') + ".class"));
                }
            }
        }
    }

    @Test
    void allButTheAutoConfigurationLoadsWithoutSpring() throws IOException {
        assertThatThrownBy(() -> Class.forName("org.springframework.core.env.Environment"))
                .isInstanceOf(ClassNotFoundException.class);
        try (JarFile jar = jar("component")) {
            List<String> classes = files(jar).filter(name -> name.endsWith(".class") && !name.contains("/springboot/"))
                    .map(name -> name.replace('/', '.').replaceFirst("\\.class$", "")).toList();
            assertThat(classes).contains(BoxEventsComponent.class.getName());
            // Their members too: what these name is loaded only then.
            assertThat(classes).allSatisfy(name -> assertThat(Class.forName(name).getDeclaredMethods()).isNotNull());
        }
    }

    @Test
    void springBootFindsTheAutoConfigurationAndToolsItsProperties() throws IOException {
        try (JarFile jar = jar("component")) {
            String imports = text(jar, "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
            assertThat(imports.lines()).hasSize(1)
                    .allSatisfy(name -> assertThat(files(jar)).contains(name.replace('.', '/') + ".class"));
            assertThat(text(jar, "META-INF/spring-configuration-metadata.json"))
                    .contains("camel.component.box-events.base-url");
        }
    }

    // A line is class=the.Name, or just the name.
    private static List<String> classesNamedIn(JarFile jar, String service) throws IOException {
        return text(jar, service).lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.replaceFirst("^class=", "")).filter(line -> !line.contains("=")).toList();
    }

    @Test
    void theMetadataIsThere() throws IOException {
        try (JarFile jar = jar("component")) {
            assertThat(text(jar, "META-INF/io/github/camelbox/events/box-events.json")).contains("\"scheme\": \"box-events\"");
            assertThat(text(jar, SERVICES + "component.properties")).contains("components=box-events");
        }
    }

    @Test
    void theKameletIsWhereCamelLooksForKamelets() throws IOException {
        try (JarFile jar = jar("component")) {
            assertThat(files(jar).filter(name -> name.startsWith("kamelets/")))
                    .containsExactlyInAnyOrder("kamelets/box-events-source.kamelet.yaml",
                            "kamelets/box-enterprise-events-source.kamelet.yaml");
        }
    }

    @Test
    void theIndexHasTheNewestFormatThatEverySupportedQuarkusReads() throws IOException {
        try (JarFile jar = jar("component");
             DataInputStream index = new DataInputStream(jar.getInputStream(jar.getEntry("META-INF/jandex.idx")))) {
            assertThat(index.readInt()).isEqualTo(0xbabe1f15);
            assertThat(index.readUnsignedByte()).isEqualTo(11);
        }
    }

    @Test
    void nothingStrayIsInTheRoot() throws IOException {
        try (JarFile jar = jar("component")) {
            assertThat(files(jar))
                    .allMatch(name -> name.startsWith("META-INF/") || name.startsWith("io/github/camelbox/events/")
                            || name.startsWith("kamelets/"));
            assertThat(files(jar)).noneMatch(name -> name.contains("Test") || name.contains("/sandbox/"));
        }
    }

    @Test
    void theClassesAreForJava17() throws IOException {
        try (JarFile jar = jar("component")) {
            List<String> classes = files(jar).filter(name -> name.endsWith(".class")).toList();
            assertThat(classes).contains("io/github/camelbox/events/BoxEventsComponent.class");
            for (String name : classes) {
                try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
                    assertThat(in.readInt()).isEqualTo(0xcafebabe);
                    in.readUnsignedShort();
                    assertThat(in.readUnsignedShort()).as(name).isEqualTo(61);
                }
            }
        }
    }

    @Test
    void theSandboxJarHoldsTheSandboxOnly() throws IOException {
        try (JarFile jar = jar("sandbox")) {
            assertThat(files(jar)).contains("io/github/camelbox/events/sandbox/BoxSandbox.class")
                    .allMatch(name -> name.startsWith("META-INF/") || name.startsWith("io/github/camelbox/events/sandbox/"));
        }
    }

    // What both share, one mistake in it would hide from all tests.
    @Test
    void theSandboxRefersToNothingOfTheComponent() throws IOException {
        Pattern reference = Pattern.compile("io[/.]github[/.]camelbox[/.]events[/.](?!sandbox[/.])\\w+");
        try (JarFile jar = jar("sandbox")) {
            for (String name : files(jar).filter(name -> name.endsWith(".class")).toList()) {
                String constants
                        = new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(reference.matcher(constants).results().map(MatchResult::group)).as(name).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "component", "sandbox" })
    void theLicenceIsThere(String which) throws IOException {
        try (JarFile jar = jar(which)) {
            for (String name : List.of("LICENSE", "NOTICE")) {
                assertThat(text(jar, "META-INF/" + name)).isEqualTo(Files.readString(Path.of("..", name)));
            }
        }
    }

    private static JarFile jar(String which) throws IOException {
        return new JarFile(System.getProperty("jar." + which));
    }

    private static Stream<String> files(JarFile jar) {
        return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
