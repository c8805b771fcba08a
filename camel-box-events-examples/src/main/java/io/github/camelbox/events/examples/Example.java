// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import io.github.camelbox.events.examples.audit.AuditDemo;
import io.github.camelbox.events.examples.esb.EsbDemo;
import io.github.camelbox.events.examples.ha.HighAvailabilityDemo;
import io.github.camelbox.events.examples.springboot.SpringBootDemo;
import io.github.camelbox.events.examples.springxml.SpringXmlDemo;
import io.github.camelbox.events.examples.xml.XmlDemo;
import io.github.camelbox.events.examples.yaml.YamlDemo;

/** Runs an example by its name: {@code mvn -q -Pdemo -Dexample=yaml verify} */
public final class Example {

    interface Program {
        void main(String[] args) throws Exception;
    }

    static final Map<String, Program> ALL = new TreeMap<>(Map.of(
            "demo", Demo::main,
            "yaml", YamlDemo::main,
            "xml", XmlDemo::main,
            "springxml", SpringXmlDemo::main,
            "springboot", SpringBootDemo::main,
            "esb", EsbDemo::main,
            "audit", AuditDemo::main,
            "ha", HighAvailabilityDemo::main));

    private Example() {
    }

    /** @param args the example's name, and what is for the example itself */
    public static void main(String[] args) throws Exception {
        Program program = ALL.get(args[0]);
        if (program == null) {
            throw new IllegalArgumentException("There is no example '" + args[0] + "', but " + String.join(", ", ALL.keySet()));
        }
        program.main(Arrays.copyOfRange(args, 1, args.length));
    }
}
