// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.yaml;

import java.nio.file.Path;

import io.github.camelbox.events.examples.RouteFileDemo;

/** The route in YAML: {@code mvn -q -Pdemo -Dexample=yaml verify} */
public final class YamlDemo {

    private YamlDemo() {
    }

    public static void main(String[] args) throws Exception {
        RouteFileDemo.run(Path.of(args[0]).toAbsolutePath(), "yaml", "classpath:yaml/print-events.yaml");
    }
}
