// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line of {@code versions.txt}.
 *
 * @param platform the directory of its pom.xml
 * @param versions the properties of the pom.xml
 * @param standIns versions of artifacts that differ from what the platform says
 */
record Version(String platform, Map<String, String> versions, Map<String, String> standIns) {

    private static final String PROPERTY = ".version";

    static List<Version> read(Path file) throws IOException {
        List<Version> all = new ArrayList<>();
        for (String line : Files.readString(file).replace("\\\n", " ").split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                all.add(parse(line.trim().split("\\s+")));
            }
        }
        return all;
    }

    private static Version parse(String[] words) {
        Map<String, String> versions = new TreeMap<>();
        Map<String, String> standIns = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=");
            (pair[0].endsWith(PROPERTY) ? versions : standIns).put(pair[0], pair[1]);
        }
        return new Version(words[0], versions, standIns);
    }

    String camel() {
        return versions.get("camel.version");
    }

    /** That of the platform itself, where it has one besides that of Camel. */
    String own() {
        for (String name : List.of("camel-k-runtime", "quarkus", "spring-boot", "camel-jbang")) {
            if (versions.containsKey(name + PROPERTY)) {
                return versions.get(name + PROPERTY);
            }
        }
        return camel();
    }

    String name() {
        return platform + "-" + own();
    }

    boolean isQuarkus() {
        return platform.equals("quarkus") || platform.equals("camel-k");
    }

    /** Whether routes can make CloudEvents: on Quarkus that takes an extension, which is a stand-in here if it could be had. */
    boolean hasCloudEvents() {
        return !isQuarkus() || standIns.containsKey("camel-quarkus-cloudevents");
    }

    /** The name of the step that applies a data type. */
    String dataTypeStep() {
        return Integer.parseInt(camel().split("\\.")[1]) < 17 ? "transform" : "transformDataType";
    }

    /** The stand-ins as managed dependencies. */
    String managed() {
        StringBuilder xml = new StringBuilder();
        standIns.forEach((artifact, version) -> {
            if (artifact.startsWith("camel-quarkus-")) {
                managed(xml, "org.apache.camel.quarkus", artifact, version);
                managed(xml, "org.apache.camel.quarkus", artifact + "-deployment", version);
            } else if (artifact.endsWith("-starter")) {
                managed(xml, "org.apache.camel.springboot", artifact, version);
            } else {
                managed(xml, "org.apache.camel", artifact, version);
            }
        });
        return xml.toString();
    }

    private static void managed(StringBuilder xml, String group, String artifact, String version) {
        xml.append("<dependency><groupId>").append(group).append("</groupId><artifactId>").append(artifact)
                .append("</artifactId><version>").append(version).append("</version></dependency>\n");
    }
}
