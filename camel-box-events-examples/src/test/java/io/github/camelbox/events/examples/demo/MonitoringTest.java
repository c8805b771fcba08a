// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The alert rules and the dashboard, with the real Prometheus and the real meters. */
class MonitoringTest {

    private static final Path RULES = Path.of("monitoring/box-events-rules.yml");
    private static final Path RULES_TEST = Path.of("monitoring/box-events-rules-test.yml");
    private static final Path DASHBOARD = Path.of("monitoring/box-events-dashboard.json");

    @TempDir
    Path directory;

    @Test
    void theTestsOfTheAlertRulesPass() throws Exception {
        assumePrometheus();
        Process promtool = new ProcessBuilder("promtool", "test", "rules", RULES_TEST.getFileName().toString())
                .directory(RULES_TEST.getParent().toFile()).redirectErrorStream(true).start();
        String output = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor()).as(output).isZero();

        assertThat(matches(RULES_TEST, "alertname: (\\w+)")).isEqualTo(matches(RULES, "alert: (\\w+)")).hasSize(5);
    }

    @Test
    void theAlertFiresAndEndsAndPrometheusHasAllThatTheDashboardAsksFor() throws Exception {
        assumePrometheus();
        try (MonitoringDemo demo = new MonitoringDemo(directory)) {
            demo.awaitAllIsWell();

            Set<String> names = new TreeSet<>();
            for (JsonNode series : demo.prometheus().query("{__name__=~\"box_events_.*\"}")) {
                names.add(series.at("/metric/__name__").asText());
            }
            Set<String> used = matches(DASHBOARD, "(box_events_\\w+)");
            assertThat(names).containsAll(used).containsAll(matches(RULES, "(box_events_\\w+)"));
            for (String expression : expressions()) {
                // Rates need two samples.
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(demo.prometheus().query(expression)).as(expression).isNotEmpty());
            }
            // The labels that the rules choose by.
            assertThat(demo.prometheus().query("box_events_state{state=~\"suspended|stopped\"}")).hasSize(2);
            assertThat(demo.prometheus().query("box_events_requests_total{operation=~\"connect|fetch\"}")).hasSize(2);
            assertThat(demo.prometheus().query("count by (camelContext, routeId, streamType) (box_events_failures_total)"))
                    .singleElement().satisfies(series -> assertThat(series.path("metric")).hasSize(3));

            assertThat(demo.fail()).startsWith("GET /events failed with 503 Service Unavailable");
            assertThat(demo.prometheus().query("increase(box_events_failures_total{operation=\"fetch\"}[1m]) > 0")).hasSize(1);
            demo.recover();
            assertThat(demo.prometheus().query("box_events_up == 1")).hasSize(1);
        }
    }

    @Test
    void theDashboardCanBeImported() throws Exception {
        JsonNode dashboard = dashboard();
        List<Integer> ids = new ArrayList<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            ids.add(panel.path("id").asInt());
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertThat(place.path("x").asInt() + x).isLessThan(24);
                    assertThat(cells.add((place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y)))
                            .as("overlaps: " + panel.path("title")).isTrue();
                }
            }
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            }
        }
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates().doesNotContain(0);
        // No instance of Grafana but the importer's own: without an id, and with variables for what differs.
        assertThat(dashboard.has("id")).isFalse();
        assertThat(dashboard.at("/templating/list")).extracting(variable -> variable.path("name").asText())
                .containsExactly("datasource", "camelContext", "routeId");
    }

    private static void assumePrometheus() {
        assumeTrue(Prometheus.find().isPresent(),
                "There is no prometheus on the PATH (Debian package prometheus), so neither rules nor dashboard are tested with it");
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile());
    }

    /** What the panels of the dashboard ask for, as Grafana sends it. */
    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.path("expr").asText().replace("$camelContext", ".*").replace("$routeId", ".*")
                        .replace("$__rate_interval", "10s").replace("$__range", "1m"));
            }
        }
        assertThat(expressions).isNotEmpty().noneMatch(expression -> expression.contains("$"));
        return expressions;
    }

    private static Set<String> matches(Path file, String pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(Files.readString(file)).results().map((MatchResult match) -> match.group(1))
                .forEach(found::add);
        return found;
    }
}
