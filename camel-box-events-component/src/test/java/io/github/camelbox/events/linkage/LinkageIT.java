// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.linkage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** That the published jar fits the libraries that its users have: see docs/compatibility.md. */
class LinkageIT {

    // Camel's generator writes one of the two that there are: a Map is wanted from 4.15 on, a Set before. A user of 4.14 or
    // older does not miss it: only the dynamic to and pollEnrich of components that optimize these ask for it there.
    private static final String KNOWN = "io.github.camelbox.events.BoxEventsEndpointUriFactory: "
            + "lacks the method org/apache/camel/spi/EndpointUriFactory.multiValuePrefixes()"
            + "Ljava/util/Set;";

    @Test
    void allThatTheJarRefersToIsOnTheClassPath() throws IOException {
        Path jar = Path.of(System.getProperty("jar.component"));
        List<Path> classPath = new ArrayList<>(List.of(jar));
        String libraries = Files.readString(Path.of(System.getProperty("classpath.component"))).strip();
        Stream.of(libraries.split(File.pathSeparator)).map(Path::of).forEach(classPath::add);
        try (LinkCheck check = new LinkCheck(classPath); JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().filter(entry -> entry.getName().endsWith(".class")).toList()) {
                check.check(file.getInputStream(entry).readAllBytes());
            }
            System.out.printf("%d references of %s looked up in %s%n", check.references(), jar.getFileName(),
                    classPath.stream().skip(1).map(Path::getFileName).sorted().toList());
            assertThat(check.references()).isGreaterThan(1000);
            assertThat(check.problems()).isSubsetOf(KNOWN);
        }
    }
}
