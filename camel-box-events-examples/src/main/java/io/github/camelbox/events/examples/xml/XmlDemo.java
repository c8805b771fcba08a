// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.xml;

import java.nio.file.Path;

import io.github.camelbox.events.examples.RouteFileDemo;

/** The route in XML: {@code mvn -q -Pdemo -Dexample=xml verify} */
public final class XmlDemo {

    private XmlDemo() {
    }

    public static void main(String[] args) throws Exception {
        RouteFileDemo.run(Path.of(args[0]).toAbsolutePath(), "xml", "classpath:xml/print-events.xml");
    }
}
