// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.examples.monitoring.MeteredRoute;
import io.github.camelbox.events.examples.monitoring.MetricsServer;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;

/**
 * A route on a simulated Box account, watched by a Prometheus with the alert rules of {@code monitoring}: Box fails, the alert
 * fires, Box recovers, the alert ends. Ends by itself: {@code mvn -q -Pdemo -Dexample=monitoring verify}
 */
public final class MonitoringDemo implements AutoCloseable {

    private static final String ALERT = "BoxEventsDown";
    private static final long PATIENCE_SECONDS = 60;

    private final BoxSandbox box = new BoxSandbox().start();
    private final Main camel = new Main();
    private final MetricsServer metrics = new MetricsServer(0);
    private final Prometheus prometheus;

    MonitoringDemo(Path directory) throws Exception {
        Path program = Prometheus.find().orElseThrow(() -> new IllegalStateException(
                "Prometheus is not on the PATH. On Debian and Ubuntu: apt-get install prometheus"));
        Files.createDirectories(directory);
        camel.addInitialProperty("box.position-file", directory.resolve("box.position").toString());
        camel.addInitialProperty("camel.component.box-events.base-url", box.baseUrl());
        camel.addInitialProperty("camel.component.box-events.access-token", box.accessToken());
        // So that the recovery does not take longer than the minutes that are seconds here.
        camel.addInitialProperty("camel.component.box-events.retry-max-delay", "2s");
        camel.bind("meterRegistry", metrics.registry());
        camel.configure().addRoutesBuilder(new MeteredRoute());
        camel.start();
        prometheus = new Prometheus(program, directory.resolve("prometheus"), rules(), metrics.port(), "/metrics");
    }

    public static void main(String[] args) throws Exception {
        Path parent = Files.createDirectories(Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath());
        try (MonitoringDemo demo = new MonitoringDemo(Files.createTempDirectory(parent, "monitoring-"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
            demo.awaitAllIsWell();
            demo.fail();
            demo.recover();
        }
    }

    /** The rules that are to copy: beside the sources of this class. */
    static Path rules() throws URISyntaxException {
        Path classes = Path.of(MonitoringDemo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return classes.resolve("../../monitoring/box-events-rules.yml").normalize();
    }

    Prometheus prometheus() {
        return prometheus;
    }

    void awaitAllIsWell() throws Exception {
        // The route begins at "now": what happens before it waits is not for it.
        awaitThat(() -> prometheus.isReady() && box.openLongPolls() == 1);
        box.account().upload("Report.docx");
        awaitThat(() -> prometheus.query("box_events_up == 1 and box_events_delivered_total > 0").size() == 1);
        say("Prometheus at " + prometheus.url()
                + " asks the route twice a second: box_events_up is 1. In its rules, a minute is a"
                + " second.");
    }

    /** Lets Box fail until the alert fires; the result is what the health check says. */
    String fail() throws Exception {
        long start = System.nanoTime();
        box.always(Call.EVENTS, Fault.status(503));
        box.account().upload("Late.docx");
        say("Now Box responds with 503. A file is uploaded.");
        awaitThat(() -> "pending".equals(prometheus.alert(ALERT).path("state").asText()));
        String reason = reason();
        say(ALERT + " is pending after " + seconds(start) + ". The health check says why: " + reason);
        awaitThat(() -> "firing".equals(prometheus.alert(ALERT).path("state").asText()));
        say(ALERT + " is firing after " + seconds(start) + ": "
                + prometheus.alert(ALERT).at("/annotations/summary").asText());
        return reason;
    }

    void recover() throws Exception {
        long start = System.nanoTime();
        box.clearFaults();
        say("Now Box responds as usual.");
        awaitThat(() -> prometheus.alert(ALERT).isMissingNode());
        awaitThat(() -> prometheus.query("box_events_delivered_total == 2").size() == 1);
        say(ALERT + " has ended after " + seconds(start) + ". The event of the upload has reached the route.");
    }

    private String reason() {
        return HealthCheckHelper.invoke(camel.getCamelContext()).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> String.valueOf(result.getDetails().get("stream.error"))).findFirst().orElse("none");
    }

    private static String seconds(long start) {
        return "%.1f s".formatted((System.nanoTime() - start) / 1e9);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitThat(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("What was expected did not happen within " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() {
        prometheus.close();
        camel.stop();
        metrics.close();
        box.close();
    }
}
