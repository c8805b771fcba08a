// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.main.Main;

/**
 * The audit log of an enterprise in a directory: from some time in the past on, and then live. It can be ended or killed at any
 * time; the next start resumes it.
 * <p/>
 * Environment variables: {@code BOX_ACCESS_TOKEN}; {@code BOX_BASE_URL} if Box is reached through a gateway;
 * {@code AUDIT_FROM}, the time from which on, by default a day ago (it counts at the first start only).
 */
public final class AuditLog {

    private static final int REMEMBERED = 50_000;

    private final Path directory;
    private final Main camel = new Main();

    private AuditLog(Path directory, Map<String, String> environment) {
        this.directory = directory.toAbsolutePath();
        camel.addInitialProperty("camel.component.box-events.access-token", environment.get("BOX_ACCESS_TOKEN"));
        camel.addInitialProperty("camel.component.box-events.base-url",
                environment.getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0"));
        camel.addInitialProperty("audit.directory", this.directory.toString());
        camel.addInitialProperty("audit.poll-interval", environment.getOrDefault("AUDIT_POLL_INTERVAL", "5s"));
        camel.bind("audit", new AuditFiles(this.directory, REMEMBERED));
    }

    /**
     * @param args the directory
     */
    public static void main(String[] args) throws Exception {
        run(Path.of(args[0]), System.getenv());
    }

    /** Writes the log until this process ends. */
    public static void run(Path directory, Map<String, String> environment) throws Exception {
        AuditLog log = new AuditLog(directory, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(log.camel::stop));
        log.camel.start();
        CamelContext context = log.camel.getCamelContext();
        List<String> window = log.window(context, environment);
        context.getPropertiesComponent().addInitialProperty("audit.from", window.get(0));
        context.getPropertiesComponent().addInitialProperty("audit.until", window.get(1));
        context.addRoutes(new AuditRoutes());
        Thread.currentThread().join();
    }

    /**
     * The window of time of the history. The first start sets it, and it is kept, so that every start reads the same. It ends
     * some minutes after the start of the live stream, since events appear in the history about a minute late: both have the
     * events around the change, and none can fall in between.
     */
    private List<String> window(CamelContext context, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("history.window");
        if (!Files.exists(file)) {
            holdPlaceInLiveStream(context);
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            String from = environment.getOrDefault("AUDIT_FROM", now.minus(1, ChronoUnit.DAYS).toString());
            String until = now.plus(Duration.parse(environment.getOrDefault("AUDIT_OVERLAP", "PT5M"))).toString();
            Path written = Files.write(directory.resolve("history.window.tmp"), List.of(from, until));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readAllLines(file);
    }

    /** Stores where the live stream starts, although it is read only after the history: Box keeps it for two weeks. */
    private void holdPlaceInLiveStream(CamelContext context) throws IOException {
        try (ConsumerTemplate box = context.createConsumerTemplate()) {
            while (!Files.exists(directory.resolve("live.position"))) {
                if (!context.isRunAllowed()) {
                    throw new IllegalStateException("Stopped before Box returned the position of its live stream");
                }
                box.receive(AuditRoutes.LIVE, 1000);
            }
        }
    }
}
