// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The extension is compiled for JUnit 5: here its test runs with JUnit 6, which is in a jar of its own. */
class JUnit6IT {

    @Test
    void theExtensionWorksWithJUnit6() throws Exception {
        String junit = System.getProperty("jar.junit6");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.replace('\\', '/').contains("/org/junit/"))
                .collect(Collectors.joining(File.pathSeparator));

        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", junit,
                "execute", "--class-path", classPath, "--select-class", BoxSandboxExtensionTest.class.getName(),
                "--disable-banner", "--details", "summary").redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("\\[ +5 tests successful +]").containsPattern("\\[ +0 tests failed +]");
    }
}
