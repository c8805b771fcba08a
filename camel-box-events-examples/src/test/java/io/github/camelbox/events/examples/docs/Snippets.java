// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.docs;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.apache.camel.builder.RouteBuilder;

/**
 * Compiles blocks of Java. One with a package is compiled as it is, together with its page's others. A class without one,
 * or a fragment, is put into a route builder that has what such blocks take for granted.
 */
final class Snippets {

    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
    private static final String GRANTED = """
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.Map;
            import java.util.concurrent.*;
            import io.github.camelbox.events.*;
            import io.github.camelbox.events.auth.*;
            import io.github.camelbox.events.box.*;
            import io.github.camelbox.events.sandbox.*;
            import io.github.camelbox.events.state.*;
            import javax.sql.DataSource;
            import org.apache.camel.*;
            import org.apache.camel.builder.*;
            import org.apache.camel.component.mock.MockEndpoint;
            import org.apache.camel.impl.DefaultCamelContext;
            import org.apache.camel.spi.DataType;
            import org.awaitility.Awaitility;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;
            import org.springframework.context.annotation.Bean;
            import org.springframework.context.annotation.Configuration;

            @SuppressWarnings("all")
            public class %s extends RouteBuilder {
                CamelContext context;
                ConsumerTemplate consumer;
                BoxSandbox box;
                java.security.KeyPair keyPair;
                Object sslContextParameters;
                Vault vault;

                interface Vault {
                    String read(String path);
                    void renew(String path);
                }

                void handle(BoxEvent event) throws Exception {
                }

                @Override
                public void configure() throws Exception {
            """;

    private final Path directory;

    /** @param directory for the classes */
    Snippets(Path directory) {
        this.directory = directory;
    }

    /** What the compiler has against the blocks; empty if nothing. */
    List<String> errors(List<CodeBlocks.Block> blocks) {
        List<Source> sources = new ArrayList<>();
        for (CodeBlocks.Block block : blocks) {
            List<CodeBlocks.Block> ofThePage = blocks.stream().filter(other -> other.page().equals(block.page())).toList();
            sources.add(isUnit(block) ? unit(block) : wrapped("Snippet" + sources.size(), block, ofThePage));
        }
        return compile(sources);
    }

    /** The routes of a fragment. */
    RouteBuilder routes(CodeBlocks.Block fragment) throws Exception {
        List<String> errors = compile(List.of(wrapped("Snippet", fragment, List.of())));
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.toString());
        }
        // Stays open: the routes may load more of it.
        URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() }, getClass().getClassLoader());
        return (RouteBuilder) loader.loadClass("Snippet").getConstructor().newInstance();
    }

    private static boolean isUnit(CodeBlocks.Block block) {
        return block.text().startsWith("package ");
    }

    private static boolean isClass(CodeBlocks.Block block) {
        return TYPE.matcher(block.text()).find();
    }

    private static Source unit(CodeBlocks.Block block) {
        Matcher type = TYPE.matcher(block.text());
        String name = type.find() ? type.group(1) : "package-info";
        return new Source(block, block.text().split("[ ;]")[1].replace('.', '/') + "/" + name, block.text());
    }

    private static Source wrapped(String name, CodeBlocks.Block block, List<CodeBlocks.Block> ofThePage) {
        String classes = ofThePage.stream().filter(other -> isClass(other) && !isUnit(other)).map(CodeBlocks.Block::text)
                .collect(Collectors.joining("\n"));
        String fragment = isClass(block) ? "" : block.text();
        return new Source(block, name, GRANTED.formatted(name) + fragment + "    }\n" + classes + "}\n");
    }

    private List<String> compile(List<Source> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        compiler.getTask(null, null, diagnostics,
                List.of("-cp", System.getProperty("java.class.path"), "-d", directory.toString(), "-proc:none"), null, sources)
                .call();
        return diagnostics.getDiagnostics().stream().filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getSource() + ": " + diagnostic.getMessage(null).replaceAll("\\s+", " "))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {

        private final CodeBlocks.Block block;
        private final String text;

        Source(CodeBlocks.Block block, String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.block = block;
            this.text = text;
        }

        @Override
        public String toString() {
            return block.toString();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
