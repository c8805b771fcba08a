// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The clients that {@link PeersRun} compares, each a process of its own; {@code .ci/peers} builds the others. */
enum Peer {

    COMPONENT("this", null, null),
    CAMEL_BOX("camel-box", "camel-box", "CamelBox"),
    SDK("box-java-sdk, `com.box.sdk`", "box-java-sdk", "BoxSdk"),
    SDKGEN("box-java-sdk, `com.box.sdkgen`", "box-java-sdk", "BoxSdkGen"),
    NODE("box-node-sdk", "box-node-sdk", null);

    private static final Path ALL = Path.of("..", "camel-box-events-examples", "peers", "target");
    private static final Pattern PACKAGE_VERSION = Pattern.compile("\"version\": \"(.*)\"");

    private final String title;
    private final String artifact;
    private final String main;

    Peer(String title, String artifact, String main) {
        this.title = title;
        this.artifact = artifact;
        this.main = main;
    }

    /** Whether it was built. */
    boolean isThere() {
        return this == COMPONENT || Files.exists(ALL.resolve(artifact));
    }

    /** Its name, with its version. */
    String title() throws IOException {
        return this == COMPONENT ? title : title.replace(artifact, artifact + " " + version());
    }

    private String version() throws IOException {
        if (this == NODE) {
            Path description = ALL.resolve("box-node-sdk/node_modules/box-node-sdk/package.json");
            Matcher matcher = PACKAGE_VERSION.matcher(Files.readString(description));
            return matcher.find() ? matcher.group(1) : "";
        }
        String jar = artifact + "-(\\d.*)\\.jar";
        try (Stream<Path> jars = Files.list(ALL.resolve(artifact).resolve("dependency"))) {
            return jars.map(file -> file.getFileName().toString()).filter(name -> name.matches(jar))
                    .map(name -> name.replaceFirst(jar, "$1")).findFirst().orElseThrow();
        }
    }

    /** Whether it reads positions only as text without losing digits; the others are given numbers, as Box mostly does. */
    boolean needsText() {
        return this == NODE;
    }

    /** Whether its user can save the position. */
    boolean canSave() {
        return this == SDK;
    }

    /**
     * @param position where to keep the position; null for none
     */
    ForkedJvm start(Path log, String url, String token, boolean fails, Path position) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(url, token, fails));
        if (position != null) {
            arguments.add(position);
        }
        Path directory = ALL.resolve(artifact == null ? "" : artifact);
        return switch (this) {
            case COMPONENT -> ForkedJvm.start(log, List.of(), PeerRoute.class, arguments.toArray());
            case NODE -> ForkedJvm.program(log, List.of("node", directory.resolve("box-node-sdk.js").toString()),
                    arguments.toArray());
            default -> ForkedJvm.start(log, List.of(), directory.resolve("test-classes") + ":" + directory + "/dependency/*",
                    "peers." + main, arguments.toArray());
        };
    }
}
