// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.docs;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import io.github.camelbox.events.BoxEventsComponent;
import io.github.camelbox.events.examples.SandboxTestSupport;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The code in the README, in docs/ and in the READMEs of the examples compiles, loads or runs. */
@Timeout(120)
class DocumentedCodeTest extends SandboxTestSupport {

    @Test
    void javaCompiles() throws Exception {
        List<CodeBlocks.Block> blocks = CodeBlocks.in("java");
        List<String> errors = new Snippets(directory).errors(blocks);
        assertThat(errors).isEmpty();
        assertThat(blocks).hasSizeGreaterThan(15);
    }

    @Test
    void yamlLoads() throws Exception {
        // A part of an Integration is no route by itself.
        load("yaml", CodeBlocks.in("yaml").stream().filter(block -> !block.text().startsWith("dependencies:")).toList(), 3);
    }

    @Test
    void xmlRoutesLoad() throws Exception {
        load("xml", CodeBlocks.in("xml").stream().filter(block -> block.text().contains("<route")).toList(), 1);
    }

    private void load(String extension, List<CodeBlocks.Block> blocks, int atLeast) {
        List<String> errors = new ArrayList<>();
        for (CodeBlocks.Block block : blocks) {
            try (DefaultCamelContext context = context()) {
                // Not all of them set on the endpoint how to log in; and there is no Kafka here.
                context.getComponent("box-events", BoxEventsComponent.class).getConfiguration()
                        .setAccessToken(box.accessToken());
                context.getRegistry().bind("dataSource", new DriverManagerDataSource());
                context.addService(new FileLockClusterService());
                context.setAutoStartup(false);
                load(context, extension, block.text().replace("kafka:", "mock:"));
                context.start();
                if (context.getRoutes().isEmpty()) {
                    errors.add(block + ": no route");
                }
            } catch (Exception e) {
                errors.add(block + ": " + e);
            }
        }
        assertThat(errors).isEmpty();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(atLeast);
    }

    private static void load(DefaultCamelContext context, String extension, String text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("block." + extension, text));
    }

    /** A context for which each environment variable is the access token of the sandbox. */
    private DefaultCamelContext context() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getComponent("box-events", BoxEventsComponent.class).getConfiguration().setBaseUrl(box.baseUrl());
        context.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "env";
            }

            @Override
            public String apply(String name) {
                return box.accessToken();
            }
        });
        return context;
    }

    @Test
    void xmlIsWellFormed() throws Exception {
        List<String> errors = new ArrayList<>();
        for (CodeBlocks.Block block : CodeBlocks.in("xml")) {
            try {
                DocumentBuilderFactory.newInstance().newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<blocks>" + block.text() + "</blocks>")));
            } catch (Exception e) {
                errors.add(block + ": " + e.getMessage());
            }
        }
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "java", "yaml", "xml" })
    void theShortestRouteRuns(String language) throws Exception {
        CodeBlocks.Block route = CodeBlocks.in(language).stream()
                .filter(block -> block.page().equals("README.md") && block.text().contains("box-events:all")).findFirst()
                .orElseThrow();
        CodeBlocks.Block here = new CodeBlocks.Block(route.page(), route.line(), route.language(),
                route.text().replace("box.position", positionFile().toString().replace('\\', '/')));
        try (DefaultCamelContext context = context()) {
            if (language.equals("java")) {
                context.addRoutes(new Snippets(directory).routes(here));
            } else {
                load(context, language, here.text());
            }
            context.start();
            awaitLongPoll();

            box.account().upload("Report.docx");

            awaitStoredPosition();
        }
    }

    @Test
    void brokenCodeIsFound() {
        CodeBlocks.Block block = new CodeBlocks.Block("none.md", 1, "java", "from(\"box-events:all\").too(\"direct:a\");\n");

        assertThat(new Snippets(directory).errors(List.of(block))).singleElement().asString().contains("none.md:1", "too");
    }
}
