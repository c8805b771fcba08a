// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/operations.md shows of the dev console, JMX and health is what they print, but for the numbers. */
@Timeout(60)
class OperationsOutputTest extends BoxEventsTestSupport {

    private static final Path PAGE = Markdown.ROOT.resolve("docs/operations.md");
    private static final String COMMAND = "mvn -Pregenerate test";

    /** Two events, then silence. */
    private void run() throws Exception {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        HealthCheckRepository consumers = (HealthCheckRepository) registry.resolveById("consumers");
        registry.register(consumers);
        consumers.setEnabled(true);
        route("box-events:all?streamPosition=0&accessToken=" + box.accessToken(), receive());
        box.account().burst(2);
        context.start();
        awaitWaiting();
    }

    @Test
    void theDevConsole() throws Exception {
        run();

        isShownAs("console", console("box-events"));
    }

    @Test
    void theAttributesInJmx() throws Exception {
        run();
        MBeanServer server = context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName pattern = new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=consumers,*");
        ObjectName consumer = server.queryNames(pattern, null).iterator().next();
        StringBuilder shown = new StringBuilder();
        for (String name : Arrays.stream(BoxEventsConsumer.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ManagedAttribute.class))
                .map(method -> method.getName().substring("get".length())).sorted(Comparator.naturalOrder()).toList()) {
            shown.append(name).append(" = ").append(server.getAttribute(consumer, name)).append('\n');
        }

        isShownAs("jmx", shown.toString());
    }

    @Test
    void healthWhenAllIsWell() throws Exception {
        run();

        isShownAs("health-up", console("health"));
    }

    @Test
    void healthWhenBoxRejectsTheToken() throws Exception {
        run();
        box.always(Call.EVENTS, Fault.unauthorized());
        box.account().upload("Report.docx");
        await().until(() -> consumer().getCurrentError() != null && consumer().getStreamState().equals("backing off"));

        isShownAs("health-down", console("health"));
    }

    private String console(String id) {
        context.setDevConsole(true);
        DevConsoleRegistry registry = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        return ((String) registry.resolveById(id).call(DevConsole.MediaType.TEXT)).lines()
                .map(String::stripTrailing).collect(Collectors.joining("\n")).replaceFirst("^\\n+", "") + "\n";
    }

    private static void isShownAs(String name, String output) throws Exception {
        String page = Files.readString(PAGE);
        String start = "<!-- " + name + ": START -->\n```\n";
        String end = "```\n<!-- " + name + ": END -->\n";
        assertThat(page).containsOnlyOnce(start).containsOnlyOnce(end);
        int from = page.indexOf(start) + start.length();
        int to = page.indexOf(end, from);
        boolean same = withoutNumbers(page.substring(from, to)).equals(withoutNumbers(output));
        if (System.getProperty("update-docs") != null && !same) {
            Files.writeString(PAGE, page.substring(0, from) + output + page.substring(to));
        } else {
            assertThat(withoutNumbers(page.substring(from, to))).as("docs/operations.md, to be updated by: %s", COMMAND)
                    .isEqualTo(withoutNumbers(output));
        }
    }

    // Times, positions, ports and how long it took differ from run to run.
    private static String withoutNumbers(String text) {
        return text.replaceAll("camel-\\d+", "camel").replaceAll("\\d+([.:T-]\\d+)*Z?", "#");
    }
}
