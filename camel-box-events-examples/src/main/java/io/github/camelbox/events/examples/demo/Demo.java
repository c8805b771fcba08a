// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.BoxEventsConsumer;
import io.github.camelbox.events.examples.print.EventPrinter;
import io.github.camelbox.events.examples.print.PrintEventsRoute;
import io.github.camelbox.events.sandbox.BoxSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Prints what happens in a Box account: a simulated one on this machine, or yours. A page on this machine shows more of it.
 * <p>
 * Environment variables: {@code BOX_ACCESS_TOKEN} for your account ({@code BOX_BASE_URL} if Box is reached through a gateway),
 * {@code DEMO_EVENTS} to end after that many events.
 */
public final class Demo implements AutoCloseable {

    private final Path positionFile;
    private final int limit;
    private final SimulatedAccountAtWork simulated;
    private final EventPrinter printer = new EventPrinter();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Main camel = new Main();
    private LivePage page;
    private boolean closed;

    private Demo(Path directory, Map<String, String> environment) {
        limit = limit(environment.get("DEMO_EVENTS"));
        String accessToken = environment.getOrDefault("BOX_ACCESS_TOKEN", "").strip();
        boolean real = !accessToken.isEmpty();
        simulated = real ? null : new SimulatedAccountAtWork(directory.resolve("simulated-events.jsonl"));
        positionFile = directory.resolve(real ? "box.position" : "simulated.position");
        camel.addInitialProperty("box.position-file", positionFile.toString());
        if (real) {
            set("access-token", accessToken);
            set("base-url", environment.getOrDefault("BOX_BASE_URL", "https://api.box.com/2.0"));
        } else {
            logIn(simulated.box());
        }
        camel.bind("eventPrinter", (Processor) this::print);
        camel.configure().addRoutesBuilder(new PrintEventsRoute());
    }

    private void set(String option, String value) {
        camel.addInitialProperty("camel.component.box-events." + option, value);
    }

    private void logIn(BoxSandbox box) {
        set("base-url", box.baseUrl());
        set("token-url", box.tokenUrl());
        set("client-id", box.tokens().clientId());
        set("client-secret", box.tokens().clientSecret());
        set("user-id", box.tokens().userId());
        // For the button of the page with which Box does not respond.
        set("request-timeout", "5s");
    }

    private static int limit(String events) {
        try {
            return events == null || events.isBlank() ? 0 : Integer.parseInt(events.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("DEMO_EVENTS is not a number: " + events);
        }
    }

    public static void main(String[] args) {
        try {
            Demo demo = new Demo(Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath(), System.getenv());
            demo.start();
            // For Ctrl-C.
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
            demo.done.await();
            demo.close();
        } catch (Exception e) {
            System.err.println("The demo cannot start: " + rootCause(e).getMessage());
            System.exit(1);
        }
    }

    private static Throwable rootCause(Throwable e) {
        return e.getCause() == null ? e : rootCause(e.getCause());
    }

    private void start() throws IOException {
        System.out.println(simulated == null
                ? "Listening to your Box account: upload a file to see its event. Ctrl-C ends it."
                : "Listening to a simulated Box account. To listen to yours, set BOX_ACCESS_TOKEN. Ctrl-C ends it.");
        page = new LivePage(simulated, this::consumer, this::storedPosition);
        System.out.println("Watch it at " + page.url());
        if (simulated != null && simulated.catchUp()) {
            System.out.println(SimulatedAccountAtWork.MEANWHILE
                    + " things happened in it since the last run. They come first.");
        }
        camel.start();
        if (simulated != null) {
            simulated.startWork();
        }
    }

    private BoxEventsConsumer consumer() {
        List<Route> routes = camel.getCamelContext() == null ? List.of() : camel.getCamelContext().getRoutes();
        return routes.isEmpty() ? null : (BoxEventsConsumer) routes.get(0).getConsumer();
    }

    private void print(Exchange exchange) {
        page.arrived(exchange);
        printer.process(exchange);
        if (printer.count() == limit) {
            // This event is the last; what follows is for the next run.
            ServiceHelper.suspendService(exchange.getContext().getRoute(exchange.getFromRouteId()).getConsumer());
            done.countDown();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            camel.stop();
            page.close();
            if (simulated != null) {
                simulated.close();
            }
            int count = printer.count();
            System.out.println();
            System.out.println("Stopped after " + count + (count == 1 ? " event. " : " events. ") + position());
        }
    }

    private String position() {
        String position = storedPosition();
        return position == null ? "No position is stored yet in " + positionFile
                : "The next run resumes from position " + position + " (stored in " + positionFile + ")";
    }

    private String storedPosition() {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(positionFile)).path("position").asText();
        } catch (IOException e) {
            return null;
        }
    }
}
