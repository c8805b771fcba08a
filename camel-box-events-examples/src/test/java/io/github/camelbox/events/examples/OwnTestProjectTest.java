// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The pom of own-test, which this build does not use: its versions are those that the test is run with here. */
class OwnTestProjectTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    @ParameterizedTest
    @CsvSource({ "camel.version, <camel.version>%s<", "wiremock.version, <artifactId>wiremock</artifactId><version>%s<",
            "jackson.version, <artifactId>jackson-bom</artifactId><version>%s<",
            "awaitility.version, <artifactId>awaitility</artifactId><version>%s<",
            "maven-surefire-plugin.version, <artifactId>maven-surefire-plugin</artifactId><version>%s<",
            "maven-compiler-plugin.version, <artifactId>maven-compiler-plugin</artifactId><version>%s<" })
    void itsVersionsAreThoseOfThisBuild(String property, String usage) throws Exception {
        String parent = Files.readString(MODULE.resolve("../pom.xml"));
        Matcher version = Pattern.compile("<" + property + ">([^<]+)<").matcher(parent);
        assertThat(version.find()).as(property).isTrue();

        String own = Files.readString(MODULE.resolve("own-test/pom.xml")).replaceAll("\\s*\n\\s*", "");
        assertThat(own).contains(usage.formatted(version.group(1)));
    }

    @Test
    void itUsesTheComponentOfThisBuild() throws Exception {
        Matcher version = Pattern.compile("<artifactId>camel-box-events-parent</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(MODULE.resolve("../pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(MODULE.resolve("own-test/pom.xml")).content()
                .contains("<camel-box-events.version>" + version.group(1) + "<");
    }
}
