// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.camelbox.events.examples.jms.JmsFlow;
import io.github.camelbox.events.examples.print.EventPrinter;
import io.github.camelbox.events.examples.print.PrintEventsInSpring;
import io.github.camelbox.events.examples.springboot.BoxEventsApplication;
import io.github.camelbox.events.examples.thumbnails.Thumbnails;
import io.github.camelbox.events.examples.thumbnails.ThumbnailsRoute;
import io.github.camelbox.events.examples.warehouse.WarehouseRoute;
import io.github.camelbox.events.sandbox.BoxSandbox;
import org.apache.camel.main.Main;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

/**
 * Runs an example by its name, on your Box account if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else on a
 * simulated one: {@code mvn -q -Pdemo -Dexample=yaml verify}
 */
public final class Example {

    interface Program {
        void main(String[] args) throws Exception;
    }

    /** Starts an example; the result stops it. */
    private interface Starter {
        AutoCloseable start(Account account) throws Exception;
    }

    /** @param directory where the example keeps its files */
    private record Account(String baseUrl, String accessToken, Path directory) {

        String positionFile() {
            return directory.resolve("box.position").toString();
        }
    }

    private static final int WAREHOUSE_HISTORY = 20_000;
    // One pixel.
    private static final String PNG
            = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    static final Map<String, Program> ALL = new TreeMap<>(Map.of(
            "demo", Demo::main,
            "audit", AuditDemo::main,
            "ha", HighAvailabilityDemo::main,
            "monitoring", MonitoringDemo::main,
            "springxml", args -> run("springxml", args, Example::springXml),
            "springboot", args -> run("springboot", args, Example::springBoot),
            "thumbnails", args -> run("thumbnails", args, Example::thumbnails),
            "jms", args -> run("jms", args, Example::jms),
            "warehouse", args -> run("warehouse", args, WAREHOUSE_HISTORY, Example::warehouse)));

    static {
        ALL.put("exactlyonce", ExactlyOnceDemo::main);
        ALL.put("shards", ShardsDemo::main);
        ALL.put("yaml", args -> run("yaml", args, account -> routeFile(account, "classpath:print/print-events.yaml")));
        ALL.put("xml", args -> run("xml", args, account -> routeFile(account, "classpath:print/print-events.xml")));
        for (String recipe : List.of("download", "webhook", "history", "siem", "users", "metadata")) {
            ALL.put(recipe, args -> run(recipe, args, account -> recipe(account, recipe)));
        }
    }

    private Example() {
    }

    /** @param args the name of the example and the directory for its files */
    public static void main(String[] args) throws Exception {
        Program program = ALL.get(args[0]);
        if (program == null) {
            throw new IllegalArgumentException("There is no example '" + args[0] + "', but " + String.join(", ", ALL.keySet()));
        }
        program.main(Arrays.copyOfRange(args, 1, args.length));
    }

    private static void run(String name, String[] args, Starter starter) throws Exception {
        run(name, args, 0, starter);
    }

    /** @param history how much has happened in the simulated account before */
    private static void run(String name, String[] args, int history, Starter starter) throws Exception {
        Path directory = Path.of(args[0]).toAbsolutePath().resolve(name);
        String accessToken = System.getenv("BOX_ACCESS_TOKEN");
        if (accessToken != null) {
            String baseUrl = System.getenv().getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0");
            AutoCloseable application = starter.start(new Account(baseUrl, accessToken, directory));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(application)));
        } else {
            Path simulated = directory.resolve("simulated");
            SimulatedAccountAtWork account = new SimulatedAccountAtWork(simulated.resolve("simulated-events.jsonl"));
            account.catchUp();
            if (history > 0) {
                account.history(history);
            }
            BoxSandbox box = account.box();
            // Box needs a while for a thumbnail, too.
            box.wireMock().stubFor(get(urlPathMatching("/2.0/files/.*/thumbnail.png"))
                    .willReturn(aResponse().withBase64Body(PNG).withUniformRandomDelay(200, 2000)));
            AutoCloseable application = starter.start(new Account(box.baseUrl(), box.accessToken(), simulated));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                close(application);
                account.close();
            }));
            account.startWork();
        }
        System.out.println("The example " + name + " is running. Ctrl-C ends it.");
        Thread.currentThread().join();
    }

    private static void close(AutoCloseable application) {
        try {
            application.close();
        } catch (Exception e) {
            System.err.println(e.getMessage());
        }
    }

    private static Main camel(Account account) {
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.base-url", account.baseUrl());
        camel.addInitialProperty("camel.component.box-events.access-token", account.accessToken());
        camel.addInitialProperty("box.position-file", account.positionFile());
        return camel;
    }

    private static AutoCloseable warehouse(Account account) {
        Main camel = camel(account);
        String url = System.getenv().getOrDefault("WAREHOUSE_URL",
                "jdbc:h2:" + account.directory().resolve("warehouse") + ";MODE=PostgreSQL");
        camel.bind("warehouse", WarehouseRoute.open(url));
        camel.configure().addRoutesBuilder(new WarehouseRoute());
        camel.start();
        return camel::stop;
    }

    private static AutoCloseable routeFile(Account account, String file) {
        Main camel = camel(account);
        camel.bind("eventPrinter", new EventPrinter());
        camel.configure().withRoutesIncludePattern(file);
        camel.start();
        return camel::stop;
    }

    // What a user writes into application.properties.
    private static AutoCloseable recipe(Account account, String name) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.base-url", account.baseUrl());
        camel.addInitialProperty("camel.component.box-events.access-token", account.accessToken());
        camel.addInitialProperty("box.api", account.baseUrl());
        camel.addInitialProperty(name + ".directory", account.directory().toString());
        camel.addInitialProperty(name + ".to", "log:recipe?showBodyType=false&showExchangePattern=false&maxChars=300");
        camel.addInitialProperty("camel.server.enabled", String.valueOf(name.equals("webhook")));
        camel.addInitialProperty("webhook.primary-key", System.getenv().getOrDefault("BOX_WEBHOOK_PRIMARY_KEY", "demo-key"));
        camel.addInitialProperty("history.from", now.minus(7, ChronoUnit.DAYS).toString());
        camel.addInitialProperty("history.until", now.plus(10, ChronoUnit.MINUTES).toString());
        camel.addInitialProperty("siem.format", System.getProperty("siem.format", "ecs"));
        camel.addInitialProperty("users.period", "1m");
        camel.addInitialProperty("metadata.template", System.getProperty("metadata.template", "global/properties"));
        camel.configure().withRoutesIncludePattern("classpath:" + name + "/" + name + ".yaml");
        camel.start();
        return camel::stop;
    }

    private static AutoCloseable springXml(Account account) {
        System.setProperty("box.base-url", account.baseUrl());
        System.setProperty("box.access-token", account.accessToken());
        System.setProperty("box.position-file", account.positionFile());
        return PrintEventsInSpring.start();
    }

    private static AutoCloseable springBoot(Account account) {
        // What the command line says takes precedence over the file.
        return BoxEventsApplication.start("--camel.component.box-events.base-url=" + account.baseUrl(),
                "--camel.component.box-events.access-token=" + account.accessToken(),
                "--camel.component.box-events.position-file=" + account.positionFile());
    }

    private static AutoCloseable thumbnails(Account account) throws IOException {
        Main camel = new Main();
        camel.addInitialProperty("camel.component.box-events.base-url", account.baseUrl());
        camel.addInitialProperty("camel.component.box-events.access-token", account.accessToken());
        camel.addInitialProperty("box.position-file", account.positionFile());
        camel.bind("thumbnails",
                new Thumbnails(account.directory().resolve("thumbnails"), account.baseUrl(), account.accessToken()));
        camel.configure().addRoutesBuilder(new ThumbnailsRoute());
        camel.start();
        return camel::stop;
    }

    private static AutoCloseable jms(Account account) throws Exception {
        Broker broker = new Broker(account.directory().resolve("broker"), 1000);
        broker.start();
        JmsFlow flow = JmsFlow.start(Map.of("broker.url", broker.url(), "jms.directory", account.directory().toString(),
                "box.base.url", account.baseUrl(), "box.access.token", account.accessToken()));
        return () -> {
            flow.close();
            broker.close();
        };
    }
}
